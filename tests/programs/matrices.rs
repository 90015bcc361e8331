//! Matrices as pictures, and diagrams of networks.

use image::RgbImage;
use staticnn::chart::{Diagram, Error, Heatmap, Tiles};
use staticnn::prelude::*;

use crate::seen::{BLUE, VERMILLION, alike, ends, has_a_margin, middle, path, pixels, png, svg, texts};

const WHITE: [u8; 3] = [255; 3];
/// The ends of the scales: of shares, and of weights.
const DARK_BLUE: [u8; 3] = [8, 48, 107];
const LEAST: [u8; 3] = [5, 48, 97];
const MOST: [u8; 3] = [103, 0, 31];

/// The edges of the largest frame of thin grey lines: those of its columns and rows that are grey for 40 pixels.
fn frame(picture: &RgbImage) -> ((u32, u32), (u32, u32)) {
    let grey = |x: u32, y: u32| alike(picture.get_pixel(x, y).0, [153; 3]);
    let is_long = |line: Vec<bool>| line.chunk_by(|one, next| one == next).any(|run| run[0] && run.len() >= 40);
    let (width, height) = picture.dimensions();
    let ends = |mut lines: Vec<u32>| (lines[0], lines.pop().unwrap());
    let columns = (0..width).filter(|x| is_long((0..height).map(|y| grey(*x, y)).collect())).collect();
    let rows = (0..height).filter(|y| is_long((0..width).map(|x| grey(x, *y)).collect())).collect();
    (ends(columns), ends(rows))
}

/// The colour near the upper left corner of a cell, beside its text.
fn cell(picture: &RgbImage, (row, column): (u32, u32), (rows, columns): (u32, u32)) -> [u8; 3] {
    let ((left, right), (top, bottom)) = frame(picture);
    let at = |low: u32, high: u32, number: u32, of: u32| low + (high - low) * (10 * number + 1) / (10 * of) + 1;
    picture.get_pixel(at(left, right, column, columns), at(top, bottom, row, rows)).0
}

#[test]
fn a_confusion_matrix_shows_shares_of_rows_as_colours_and_counts_as_text() {
    let counts = [[15, 0, 0], [0, 5, 5], [0, 0, 2000]];
    let map = Heatmap::confusion("Confusions", &counts, ["setosa", "versicolor", "virginica"]).size(480, 400);
    let picture = png("confusion", |path| map.save(path));
    assert!(has_a_margin(&picture));
    for (at, color) in
        [((0, 0), DARK_BLUE), ((0, 1), WHITE), ((1, 0), WHITE), ((2, 2), DARK_BLUE), ((1, 1), [107, 174, 214])]
    {
        let found = cell(&picture, at, (3, 3));
        assert!(alike(found, color), "the cell {at:?} is {found:?}");
    }
    assert_eq!(cell(&picture, (1, 1), (3, 3)), cell(&picture, (1, 2), (3, 3)));
    let text = svg("confusion", |path| map.save(path));
    let all = texts(&text);
    for expected in ["Confusions", "setosa", "versicolor", "virginica", "true", "predicted", "15", "0", "5", "2000"] {
        assert!(all.contains(&expected.into()), "no `{expected}` in {all:?}");
    }
    // White on dark cells, dark on light ones.
    let ink = |count: &str| text.split("<text ").find(|element| element.contains(&format!(">\n{count}\n"))).unwrap();
    assert!(ink("15").contains("#FFFFFF") && ink("5").contains("#262626"), "{}", ink("15"));
}

#[test]
fn a_confusion_matrix_of_any_names_and_sizes_is_a_picture() {
    let long = "a name of two hundred characters, ".repeat(6);
    let quoted = "<\"&'>\u{7}";
    let names = [long.as_str(), quoted, "", "d"];
    let counts = [[u64::MAX, u64::MAX, 0, 0], [0; 4], [0, 1, 2, 3], [1; 4]];
    for size in [(240, 240), (1200, 240), (240, 1200)] {
        let map = Heatmap::confusion(&long, &counts, names).size(size.0, size.1);
        assert!(has_a_margin(&png("any_names", |path| map.save(path))), "{size:?}");
    }
    let map = Heatmap::confusion(&long, &counts, names);
    assert!(texts(&svg("any_names", |path| map.save(path))).iter().any(|text| text == "<\"&'>"));
    let one = Heatmap::confusion("", &[[3]], ["all"]).size(240, 240);
    assert!(texts(&svg("one_class", |path| one.save(path))).contains(&"3".into()));
    let zero = Heatmap::confusion("", &[[0; 2]; 2], ["a", "b"]).size(240, 240);
    assert_eq!(cell(&png("no_samples", |path| zero.save(path)), (0, 0), (2, 2)), WHITE);
    let none = Heatmap::confusion("", &[], [""]).save("never.png");
    assert!(matches!(none, Err(Error::Empty { .. })));
}

#[test]
fn a_class_without_a_name_has_its_label_and_names_may_come_from_a_file() {
    let names = staticnn::class::Names::<3>::new(["cat", "dog", "cow"]).unwrap();
    let drawn = |map: Heatmap| texts(&svg("some_names", |path| map.save(path)));
    let all = drawn(Heatmap::confusion("", &[[50; 3]; 3], names.iter()));
    assert!(["cat", "dog", "cow"].iter().all(|name| all.contains(&(*name).into())), "{all:?}");
    let two = drawn(Heatmap::confusion("", &[[50; 3]; 3], &names.as_slice()[..2]));
    assert!(two.contains(&"2".into()) && !two.contains(&"cow".into()), "{two:?}");
    let four = Heatmap::confusion("", &[[50; 3]; 3], names.iter().chain(["hen"]));
    assert!(!drawn(four).contains(&"hen".into()));
}

#[test]
fn sixty_classes_have_thinned_names_and_no_counts() {
    let mut counts = [[0; 60]; 60];
    (0..60).for_each(|class| counts[class][class] = 777);
    let names: Vec<String> = (0..60).map(|class| format!("class {class}")).collect();
    let map = Heatmap::confusion("", &counts, &names);
    let picture = png("sixty", |path| map.save(path));
    assert!(has_a_margin(&picture));
    let ((left, right), (top, bottom)) = frame(&picture);
    let at =
        |share: f64| (left + (share * f64::from(right - left)) as u32, top + (share * f64::from(bottom - top)) as u32);
    // The middle of the 31st cell of the diagonal, and beside the diagonal.
    let (on, beside) = (at(30.5 / 60.0), (at(0.25).0, at(0.75).1));
    assert!(alike(picture.get_pixel(on.0, on.1).0, DARK_BLUE), "at {on:?} in {:?}", frame(&picture));
    assert!(alike(picture.get_pixel(beside.0, beside.1).0, WHITE));
    let all = texts(&svg("sixty", |path| map.save(path)));
    assert!(!all.contains(&"777".into()));
    let shown = all.iter().filter(|text| text.starts_with("class")).count();
    assert!((40..=80).contains(&shown), "{shown} names for rows and columns");
}

#[test]
fn weights_are_blue_below_0_white_at_0_and_red_above() {
    let map = Heatmap::weights("", [2, 3], [-2.0, 0.0, 2.0, f64::NAN, -1.0, f64::INFINITY]).axes("unit", "input");
    let picture = png("weights", |path| map.clone().size(480, 320).save(path));
    assert!(has_a_margin(&picture));
    let nothing = [200; 3];
    for (at, color) in [
        ((0, 0), LEAST),
        ((0, 1), WHITE),
        ((0, 2), MOST),
        ((1, 0), nothing),
        ((1, 1), [107, 172, 209]),
        ((1, 2), nothing),
    ] {
        let found = cell(&picture, at, (2, 3));
        assert!(alike(found, color), "the cell {at:?} is {found:?}");
    }
    let all = texts(&svg("weights", |path| map.save(path)));
    for expected in ["unit", "input", "weight", "0", "1", "2", "−2.0", "2.0"] {
        assert!(all.contains(&expected.into()), "no `{expected}` in {all:?}");
    }
}

#[test]
fn a_matrix_of_more_cells_than_pixels_shows_the_largest() {
    let mut weights = vec![0.1_f32; 3000 * 2000];
    weights[1500 * 2000 + 1000] = -5.0;
    let map = Heatmap::weights("", [3000, 2000], &weights).size(480, 320);
    let picture = png("large", |path| map.save(path));
    let dark: Vec<_> = pixels(&picture, LEAST).into_iter().filter(|pixel| pixel.0 < 390).collect();
    let ((left, right), (top, bottom)) = frame(&picture);
    assert!((1..9).contains(&dark.len()), "{} pixels", dark.len());
    let (x, y) = middle(&dark);
    let expected = (left.midpoint(right), top.midpoint(bottom));
    let near = |at: f64, expected: u32| (at - f64::from(expected)).abs() < 3.0;
    assert!(near(x, expected.0) && near(y, expected.1), "at {x}, {y} where {expected:?} is expected");
    let bytes = svg("large", |path| map.save(path)).len();
    assert!(bytes < 3_000_000, "{bytes} bytes");
}

#[test]
fn a_wrong_number_of_weights_is_an_error_that_says_how_many() {
    for (shape, count) in [([2, 3], 5), ([0, 3], 1), ([usize::MAX, 2], 1), ([1, 1], 0)] {
        let error = Heatmap::weights("", shape, vec![0.5; count]).save("never.png").unwrap_err();
        assert!(matches!(error, Error::Shape { .. }), "{error}");
    }
    for (shape, count) in [([2, 2], 7), ([0, 0], 3), ([usize::MAX, 2], 3)] {
        let error = Tiles::weights("", shape, vec![0.5; count]).save("never.png").unwrap_err();
        assert!(matches!(error, Error::Shape { .. }), "{error}");
    }
    let ragged = Tiles::pictures("", [1, 2], [vec![1.0, 2.0], vec![3.0]]).save("never.png");
    assert!(matches!(ragged, Err(Error::Shape { rows: 2, columns: 2, found: 3 })));
    for empty in [Tiles::weights("", [2, 2], [0.0; 0]), Tiles::weights("", [1, 1], [f64::NAN])] {
        assert!(matches!(empty.save("never.png"), Err(Error::Empty { .. })));
    }
    let nan = Heatmap::weights("", [1, 2], [f64::NAN, f64::INFINITY]).save("never.png");
    assert!(matches!(nan, Err(Error::Empty { .. })));
}

#[test]
fn each_output_of_a_first_layer_is_a_tile() {
    // Two units that look at pictures of 2 x 2: the first at the upper left pixel, the second away from the lower right
    // one.
    let weights = [[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, -1.0]];
    let tiles = Tiles::weights("", [2, 2], weights.as_flattened()).size(480, 320);
    let picture = png("tiles", |path| tiles.save(path));
    assert!(has_a_margin(&picture));
    let beside_scale = |pixel: &(u32, u32)| pixel.0 < 400;
    let red: Vec<_> = pixels(&picture, MOST).into_iter().filter(beside_scale).collect();
    let blue: Vec<_> = pixels(&picture, LEAST).into_iter().filter(beside_scale).collect();
    let (red, blue) = (ends(&red), ends(&blue));
    let side = red.0.1 - red.0.0 + 1;
    assert!(side > 60 && red.1.1 - red.1.0 + 1 == side, "{red:?} isn't a square");
    assert!(blue.0.0 > red.0.1 && blue.1.0 > red.1.1, "{red:?} and {blue:?}");
    // Three cells and the gap between the tiles are from the first's left to the second's left.
    assert!((blue.0.0 - red.0.0).abs_diff(3 * side + 8) < 5, "{red:?} and {blue:?}");
}

#[test]
fn pictures_have_captions_and_many_are_counted() {
    let picture = [0.0, 1.0, 0.5, 0.5];
    let tiles = Tiles::pictures("Samples", [2, 2], [picture; 2]).captions(["a <7>", "b"]).size(480, 320);
    let seen = png("pictures", |path| tiles.save(path));
    assert!(pixels(&seen, [0; 3]).len() > 4000 && pixels(&seen, [127; 3]).len() > 16_000);
    let all = texts(&svg("pictures", |path| tiles.save(path)));
    assert_eq!(all, ["Samples", "a <7>", "b"]);
    let many = Tiles::pictures("", [2, 2], vec![picture; 1000]).captions(["x"; 1000]).size(480, 320);
    assert!(has_a_margin(&png("many_pictures", |path| many.save(path))));
    assert!(texts(&svg("many_pictures", |path| many.save(path))).contains(&"and 600 more".into()));
    let wide = Tiles::pictures("", [1, 5000], [vec![0.5_f32; 5000]]).size(240, 240);
    wide.save(path("wide.png")).unwrap();
}

network! {
    struct Inner< 20 -> 8 tanh -> layer_norm -> 4 >;

    struct Outer< 784 -> 20 relu -> encoder: Inner -> 3 softmax >;

    struct Line< 1 -> 1 >;
}

#[test]
fn a_diagram_names_every_stage_with_its_shape_and_parameters() {
    let text = svg("diagram", |path| Diagram::of::<Outer>().save(path));
    let all = texts(&text);
    for expected in [
        "Outer: 15935 parameters",
        "input",
        "784",
        "layer1",
        "20 relu",
        "15700 parameters",
        "encoder",
        "8 tanh",
        "168 parameters",
        "8 layer norm",
        "16 parameters",
        "36 parameters",
        "3 softmax",
        "15 parameters",
    ] {
        assert!(all.contains(&expected.into()), "no `{expected}` in {all:?}");
    }
    // The input and layer1 show 8 units and 3 dots each, the others all of theirs: each unit is a circle with a rim.
    let circles = text.matches("<circle").count();
    assert_eq!(circles, 2 * (8 + 8 + 8 + 8 + 4 + 3) + 2 * 3);
}

#[test]
fn a_diagram_shows_the_units_of_each_stage_from_left_to_right() {
    let picture = png("diagram", |path| Diagram::of::<Outer>().save(path));
    assert!(has_a_margin(&picture));
    let (hidden, output) = (pixels(&picture, BLUE), pixels(&picture, VERMILLION));
    assert!(ends(&hidden).0.1 < ends(&output).0.0, "the output is at the right");
    // Three units of a column: as wide as one of them, and more than three times as high.
    let ((left, right), (top, bottom)) = ends(&output);
    assert!(right - left > 12 && bottom - top > 3 * (right - left), "from {left} to {right}, from {top} to {bottom}");
    let small = png("line", |path| Diagram::of::<Line>().title("").size(240, 240).save(path));
    assert!(has_a_margin(&small) && !pixels(&small, VERMILLION).is_empty());
    assert!(matches!(Diagram::of::<Line>().save("line.pdf"), Err(Error::Extension { .. })));
    for size in [(240, 240), (1200, 240), (240, 1200)] {
        assert!(
            has_a_margin(&png("diagram_size", |path| Diagram::of::<Outer>().size(size.0, size.1).save(path))),
            "{size:?}"
        );
    }
}
