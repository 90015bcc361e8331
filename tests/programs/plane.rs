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
    for expected in ["time", "height", "0.2"] {
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
