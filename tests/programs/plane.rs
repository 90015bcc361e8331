//! What a chart draws of data and functions, seen in the pictures themselves.

use std::fs;
use std::path::PathBuf;

use image::RgbImage;
use staticnn::chart::Error;
use staticnn::prelude::*;

const BLUE: [u8; 3] = [0, 114, 178];
const VERMILLION: [u8; 3] = [213, 94, 0];
const DARK_BLUE: [u8; 3] = [68, 1, 84];
const YELLOW: [u8; 3] = [253, 231, 36];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plane").join(name)
}

fn png(test: &str, chart: &Chart) -> RgbImage {
    let path = path(&format!("{test}.png"));
    chart.save(&path).unwrap();
    image::open(&path).unwrap().into_rgb8()
}

fn svg(test: &str, chart: &Chart) -> String {
    let path = path(&format!("{test}.svg"));
    chart.save(&path).unwrap();
    fs::read_to_string(&path).unwrap()
}

/// The pixels of about this colour.
fn pixels(picture: &RgbImage, color: [u8; 3]) -> Vec<(u32, u32)> {
    let like = |pixel: &image::Rgb<u8>| pixel.0.iter().zip(color).all(|(one, other)| one.abs_diff(other) < 25);
    picture.enumerate_pixels().filter(|(.., pixel)| like(pixel)).map(|(x, y, _)| (x, y)).collect()
}

/// The middle of some pixels.
fn middle(pixels: &[(u32, u32)]) -> (f64, f64) {
    let count = pixels.len() as f64;
    (
        pixels.iter().map(|p| f64::from(p.0)).sum::<f64>() / count,
        pixels.iter().map(|p| f64::from(p.1)).sum::<f64>() / count,
    )
}

#[test]
fn a_point_is_a_dot_at_its_place() {
    // The two outer points set the axes; the third, of another set, is a quarter of the way.
    let chart = Chart::new("").points("", [(0.0, 0.0), (8.0, 8.0)]).size(480, 320);
    let corners = pixels(&png("corners", &chart), BLUE);
    let (left, right) = (corners.iter().map(|p| p.0).min().unwrap(), corners.iter().map(|p| p.0).max().unwrap());
    let (top, bottom) = (corners.iter().map(|p| p.1).min().unwrap(), corners.iter().map(|p| p.1).max().unwrap());

    let third = pixels(&png("third", &chart.points("b", [(2.0, 2.0)])), VERMILLION);
    // The legend's key is in the plot's upper half.
    let third: Vec<_> = third.into_iter().filter(|p| p.1 > 160).collect();
    assert!((15..60).contains(&third.len()), "a dot of {} pixels", third.len());
    let (x, y) = middle(&third);
    let expected = (0.75 * f64::from(left) + 0.25 * f64::from(right), 0.25 * f64::from(top) + 0.75 * f64::from(bottom));
    assert!((x - expected.0).abs() < 4.0, "at {x}, {y} where {expected:?} is expected");
}

#[test]
fn a_line_follows_its_places_in_their_order() {
    let up = (0..=10).map(|i| (f64::from(i), f64::from(i)));
    let line = pixels(&png("line", &Chart::new("").line("", up).size(480, 320)), BLUE);
    let (left, right) = (line.iter().min().unwrap(), line.iter().max().unwrap());
    assert!(right.0 - left.0 > 350 && left.1 > right.1 + 200, "from {left:?} to {right:?}");
    let (x, y) = middle(&line);
    assert!((x - f64::from(left.0 + right.0) / 2.0).abs() < 3.0 && (y - f64::from(left.1 + right.1) / 2.0).abs() < 3.0);
}

#[test]
fn axes_are_named_as_one_says_and_linear() {
    let decay = |name| Chart::new("").axes("time", name).line("", (0..9).map(|i| (f64::from(i), 10_f64.powi(-i))));
    let text = svg("names", &decay("height"));
    for expected in ["time", "height", "0.0", "0.2"] {
        assert!(text.contains(&format!(">\n{expected}\n</text>")), "no `{expected}`");
    }
    assert!(!text.contains("\nepoch\n") && !text.contains("\nloss\n"));
    let unnamed = svg("unnamed", &Chart::new("").line("", [(0.0, 1.0), (1.0, 0.0)]));
    assert!(!unnamed.contains("\nepoch\n") && !unnamed.contains("\nloss\n"));
}

#[test]
fn a_coloured_point_has_the_colour_of_its_value_and_the_scale_is_beside_it() {
    let data = [(0.0, 0.0, -5.0), (1.0, 1.0, 30.0), (0.5, 0.5, 12.5)];
    let picture = png("colored", &Chart::new("").colored("value", data).size(480, 320));
    let (plot, scale): (Vec<_>, Vec<_>) = pixels(&picture, DARK_BLUE).into_iter().partition(|p| p.0 < 400);
    assert!(middle(&plot).0 < 100.0 && middle(&plot).1 > 200.0, "the least is at {:?}", middle(&plot));
    assert!(scale.iter().map(|p| p.1).max().unwrap() > 250, "the scale's lower end is dark");
    let (plot, scale): (Vec<_>, Vec<_>) = pixels(&picture, YELLOW).into_iter().partition(|p| p.0 < 400);
    assert!(middle(&plot).0 > 300.0 && middle(&plot).1 < 60.0, "the largest is at {:?}", middle(&plot));
    assert!(scale.iter().map(|p| p.1).min().unwrap() < 40, "the scale's upper end is light");
    let text = svg("colored", &Chart::new("").colored("value", data));
    assert!(text.contains("\nvalue\n") && text.contains("\n30\n"));
}

#[test]
fn regions_have_the_pale_colours_of_their_points() {
    let chart = Chart::new("")
        .regions(0.0..=1.0, 0.0..=1.0, |x, _| usize::from(x > 0.5))
        .points("left", [(0.25, 0.5), (7.0, 7.0)])
        .points("right", [(0.75, 0.5)])
        .size(480, 320);
    let picture = png("regions", &chart);
    let (pale_blue, pale_red) = ([192, 220, 236], [245, 215, 192]);
    let (blue, red) = (pixels(&picture, pale_blue), pixels(&picture, pale_red));
    assert!(blue.len() > 30_000 && red.len() > 30_000, "{} and {}", blue.len(), red.len());
    // Above are the legend and its keys, below is text.
    let [blue, red] =
        [blue, red].map(|pixels| pixels.into_iter().filter(|p| (200..250).contains(&p.1)).collect::<Vec<_>>());
    assert!(blue.iter().map(|p| p.0).max() < red.iter().map(|p| p.0).min().map(|x| x + 3), "the border is upright");
    // The point beyond the regions isn't drawn.
    let dots: Vec<_> = pixels(&picture, BLUE).into_iter().filter(|p| p.0 < 250 && p.1 > 100).collect();
    assert!((15..60).contains(&dots.len()), "{} pixels", dots.len());
}

#[test]
fn the_border_of_regions_is_a_straight_line_where_the_function_says_so() {
    let (pale_blue, pale_red) = ([192.0, 220.0, 236.0], [245.0, 215.0, 192.0]);
    for slope in [0.1, 0.7, 1.0, 6.0] {
        let border = |x: f64, y: f64| usize::from(y - 0.5 > slope * (x - 0.5));
        let chart = Chart::new("").regions(0.0..=1.0, 0.0..=1.0, border).points("", [(9.0, 9.0)]);
        let picture = png("border", &chart);
        // Along the shorter way from one side to the other, the sum of the colours says where the border is.
        let share = |pixel: &image::Rgb<u8>| (f64::from(pixel.0[0]) - pale_blue[0]) / (pale_red[0] - pale_blue[0]);
        let steep = slope * 512.0 / 864.0 > 1.0;
        let across = |along: u32| -> f64 {
            let line = 150..450;
            line.map(|at| share(if steep { picture.get_pixel(at + 180, along) } else { picture.get_pixel(along, at) }))
                .sum()
        };
        // Pictures are drawn in quarters of pixels.
        let places: Vec<f64> = (if steep { 280..340 } else { 440..560 }).map(across).collect();
        let bend = places.windows(3).map(|three| (three[0] - 2.0 * three[1] + three[2]).abs()).collect::<Vec<_>>();
        let most = bend.iter().copied().fold(0.0, f64::max);
        assert!(bend.iter().all(|bend| *bend < 0.3), "a step of {most} pixels at the slope {slope}");
        assert!((places[0] - places[places.len() - 1]).abs() > 1.0, "the border is level at the slope {slope}");
    }
}

/// The corners of the polygons of one colour in an SVG, as shares of the plot of a chart of 960 x 640 pixels without
/// texts, whose x axis is labelled up to 1.0.
fn corners(svg: &str, color: &str) -> Vec<(f64, f64)> {
    let polygons = svg.lines().filter(|line| line.starts_with("<polygon") && line.contains(color));
    let points =
        polygons.flat_map(|line| line.rsplit_once("points=\"").unwrap().1.split('"').next().unwrap().split(' '));
    let all: Vec<(f64, f64)> = points
        .filter_map(|point| point.split_once(','))
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect();
    let of = |at: fn(&(f64, f64)) -> f64| {
        all.iter().map(at).fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((left, right), (top, bottom)) = (of(|point| point.0), of(|point| point.1));
    all.iter().map(|(x, y)| ((x - left) / (right - left), (bottom - y) / (bottom - top))).collect()
}

#[test]
fn a_border_in_an_svg_goes_through_the_places_where_two_outputs_are_equal() {
    // A circle of radius 0.3, as the outputs of a classifier; its neighbour fills the plot.
    let outputs = |x: f64, y: f64| [0.09_f32, ((x - 0.5).powi(2) + (y - 0.5).powi(2)) as f32];
    let chart = Chart::new("").regions(0.0..=1.0, 0.0..=1.0, outputs).points("", [(9.0, 9.0)]);
    let text = svg("circle", &chart);
    let pale_red = "#F5D7C0";
    let (mut inner, mut farthest) = (0, 0.0_f64);
    for (x, y) in corners(&text, pale_red) {
        let radius = (x - 0.5).hypot(y - 0.5);
        if radius < 0.4 {
            inner += 1;
            farthest = farthest.max((radius - 0.3).abs());
        }
    }
    // A pixel is a 512th of the height; shapes reach a pixel under those to their right and below them.
    assert!(inner > 1000, "{inner} corners");
    assert!(farthest < 1.5 / 512.0, "a corner is {} pixels off", 512.0 * farthest);
}

#[test]
fn regions_take_classes_and_outputs_of_networks() {
    let draw = |chart: Chart| svg("forms", &chart.points("", [(0.5, 0.5)]));
    let chart = || Chart::new("");
    let number = draw(chart().regions(0.0..=1.0, 0.0..=1.0, |x, _| usize::from(x > 0.5)));
    let class = |x: f64, _| Class::<2>::new(usize::from(x > 0.5)).unwrap();
    assert!(number == draw(chart().regions(0.0..=1.0, 0.0..=1.0, class)));
    assert!(number == draw(chart().regions(0.0..=1.0, 0.0..=1.0, |x, _| [0.5, x, f64::NAN])));
    assert!(number == draw(chart().regions(0.0..=1.0, 0.0..=1.0, |x, _| [x as f32])));
    let _ = draw(chart().regions(0.0..=1.0, 0.0..=1.0, |_, _| [f64::NAN; 3]));
    let _ = draw(chart().regions(0.0..=1.0, 0.0..=1.0, |_, _| [0.0; 0]));
}

#[test]
fn a_surface_has_the_colours_of_its_values_and_points_have_the_same_scale() {
    let chart = Chart::new("").surface("x", 0.0..=1.0, 0.0..=1.0, |x, _| if x > 0.9 { f64::NAN } else { x });
    let chart = chart.colored("data", [(0.1, 0.5, 2.0), (5.0, 5.0, 1.0)]).size(480, 320);
    let picture = png("surface", &chart);
    let (dark, yellow) = (pixels(&picture, DARK_BLUE), pixels(&picture, YELLOW));
    let left: Vec<_> = dark.into_iter().filter(|p| p.0 < 390).collect();
    assert!(left.len() > 4000 && left.iter().all(|p| p.0 < 130), "{} dark pixels", left.len());
    // The value of the point is twice as large as those of the surface.
    let dot: Vec<_> = yellow.into_iter().filter(|p| p.0 < 390).collect();
    assert!((15..60).contains(&dot.len()) && middle(&dot).0 < 120.0, "{} pixels at {:?}", dot.len(), middle(&dot));
    let grey: Vec<_> = pixels(&picture, [200; 3]);
    let grey: Vec<_> = grey.into_iter().filter(|p| picture.get_pixel(p.0, p.1).0 == [200; 3]).collect();
    assert!(grey.len() > 5000 && grey.iter().all(|p| p.0 > 330), "{} grey pixels", grey.len());
    let text = svg("surface", &chart);
    assert!(text.contains("\nx\n") && text.len() < 3_000_000, "{} bytes", text.len());
    let nothing = Chart::new("").surface("", 0.0..=1.0, 0.0..=1.0, |_, _| f64::NAN).save(path("nothing.png"));
    assert!(matches!(nothing, Err(Error::Empty { .. })));
    let range = Chart::new("").surface("", 0.0..=0.0, 0.0..=1.0, |_, _| 1).save(path("nothing.png"));
    assert!(matches!(range, Err(Error::Range { axis: "x", .. })));
}

#[test]
fn the_function_of_regions_is_called_no_more_often_than_it_says() {
    let calls = |function: &dyn Fn(f64, f64) -> usize| {
        let mut calls = 0;
        let counted = |x, y| {
            calls += 1;
            function(x, y)
        };
        let _ = Chart::new("").regions(0.0..=1.0, 0.0..=1.0, counted);
        calls
    };
    assert_eq!(calls(&|_, _| 0), 38_400);
    let line = calls(&|x, y| usize::from(y > x));
    assert!((38_401..80_000).contains(&line), "{line} calls for one border");
    for scale in [10.0, 30.0, 100.0, 300.0, 1e5] {
        let waves = calls(&|x, y| usize::from(((scale * x).sin() + (scale * y).cos()) > 0.0));
        assert!(waves <= 158_400, "{waves} calls at the scale {scale}");
    }
}

#[test]
fn lines_end_at_the_edges_of_regions() {
    let line = [(-5.0, 0.25), (0.5, 0.25), (0.5, 1e299), (1e299, -1e299)];
    let chart = Chart::new("").regions(0.0..=1.0, 0.0..=1.0, |_, _| 1).line("", line).size(480, 320);
    let line = pixels(&png("clipped", &chart), BLUE);
    let ends = |at: fn(&(u32, u32)) -> u32| (line.iter().map(at).min().unwrap(), line.iter().map(at).max().unwrap());
    let (x, y) = (ends(|p| p.0), ends(|p| p.1));
    // Half of the line's width is beyond.
    assert!(x.0 >= 66 && x.1 < 452 && y.0 >= 22 && y.1 <= 257, "{x:?} and {y:?}");
    assert!(x.1 - x.0 > 180 && y.1 - y.0 > 160, "{x:?} and {y:?}");
}

#[test]
fn what_has_no_name_is_not_in_the_legend() {
    let text = svg("unnamed_line", &Chart::new("").points("data", [(0.0, 1.0)]).line("", [(0.0, 1.0), (1.0, 2.0)]));
    assert!(text.contains("\ndata\n") && !text.contains("\ntraining\n"));
}

#[test]
fn an_axis_grows_where_a_legend_would_hide_every_corner() {
    let wave = |phase: f64| (0..=200).map(move |i| f64::from(i) / 10.0).map(move |x| (x, (x + phase).sin()));
    let highest = |chart: Chart, test: &str| {
        pixels(&png(test, &chart.size(420, 300)), BLUE).into_iter().filter(|p| p.0 < 200).map(|p| p.1).min().unwrap()
    };
    let without = highest(Chart::new("").line("", wave(0.0)), "free");
    let with = highest(Chart::new("").line("one", wave(0.0)).line("other", wave(1.5)), "crowded");
    assert!(with > without + 30, "the curve begins at {with}, without a legend at {without}");
}

#[test]
fn places_that_are_not_finite_are_skipped_and_nothing_else_is_no_picture() {
    let endless = [(0.0, f64::NAN), (f64::INFINITY, 1.0)];
    for chart in [
        Chart::new("").points("", endless),
        Chart::new("").line("", endless),
        Chart::new("").colored("", endless.map(|(x, y)| (x, y, 1.0))),
        Chart::new("").regions(0.0..=1.0, 0.0..=1.0, |_, _| 0),
    ] {
        assert!(matches!(chart.save(path("nothing.png")).unwrap_err(), Error::Empty { .. }));
    }
    let some = Chart::new("").line("", [(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0)]);
    assert!(!pixels(&png("some", &some), BLUE).is_empty());
}
