//! Charts with more than fits: long texts, large legends, very many points.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use image::RgbImage;
use staticnn::prelude::*;

const BLUE: [u8; 3] = [0, 114, 178];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("full_charts").join(name)
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

/// The texts of an SVG.
fn texts(svg: &str) -> Vec<&str> {
    svg.split("</text>").filter_map(|part| Some(part.rsplit_once(">\n")?.1.trim_end_matches('\n'))).collect()
}

/// A chart of so many curves, with or without names.
fn curves(chart: Chart, count: usize, name: impl Fn(usize) -> String) -> Chart {
    let curve =
        |number: usize| (0..50).map(move |x| (f64::from(x), (number as f64 + 1.0) * (0.1 * f64::from(x)).sin()));
    (0..count).fold(chart, |chart, number| chart.line(&name(number), curve(number)))
}

/// Whether nothing is drawn in the outer pixels of a picture.
fn has_a_margin(picture: &RgbImage) -> bool {
    const MARGIN: u32 = 4;
    let (width, height) = picture.dimensions();
    let inner = |at: u32, side: u32| (MARGIN..side - MARGIN).contains(&at);
    picture.enumerate_pixels().all(|(x, y, pixel)| pixel.0 == [255; 3] || inner(x, width) && inner(y, height))
}

/// Whether two pictures have equal pixels in these rows.
fn alike(one: &RgbImage, other: &RgbImage, rows: Range<u32>) -> bool {
    rows.into_iter().all(|y| (0..one.width()).all(|x| one.get_pixel(x, y) == other.get_pixel(x, y)))
}

#[test]
fn a_legend_of_many_curves_stays_in_the_plot() {
    for (count, width, height) in [(12, 240, 240), (40, 240, 240), (40, 960, 640), (40, 3840, 240), (200, 420, 300)] {
        let chart = |name: &dyn Fn(usize) -> String| curves(Chart::new("A title"), count, name).size(width, height);
        let picture = png("named", &chart(&|number| format!("curve {number}")));
        let without = png("unnamed", &chart(&|_| String::new()));
        assert!(has_a_margin(&picture), "{count} curves at {width} x {height}");
        assert!(alike(&picture, &without, 0..52), "{count} names cover the title at {width} x {height}");
        assert!(alike(&picture, &without, height - 24..height), "{count} names cover the axis at {width} x {height}");
    }
}

#[test]
fn a_legend_names_every_curve_in_columns_or_says_how_many_more_there_are() {
    let legend = |count, size: (u32, u32), name: &dyn Fn(usize) -> String| -> Vec<String> {
        let text = svg("legend", &curves(Chart::new(""), count, name).size(size.0, size.1));
        texts(&text).into_iter().filter(|text| text.starts_with(|c: char| c.is_lowercase())).map(String::from).collect()
    };
    let short = |number: usize| format!("c{number}");
    let all: Vec<String> = (0..40).map(short).collect();
    assert_eq!(legend(40, (960, 640), &short), all);
    assert_eq!(
        legend(12, (240, 240), &|number| format!("curve {number}")),
        ["curve 0", "curve 1", "curve 2", "curve 3", "and 8 more"]
    );
    let long =
        legend(40, (960, 640), &|number| format!("curve number {number} has a name {}", "that goes on ".repeat(6)));
    assert_eq!(long.len(), 22, "{long:?}");
    assert_eq!(long[21], "and 19 more");
}

#[test]
fn long_texts_are_cut_within_the_picture() {
    let long = "a name that is much longer than any picture could be wide, ".repeat(20);
    for (width, height) in [(240, 240), (960, 640), (240, 3840)] {
        let chart = curves(Chart::new(&long).axes(&long, &long), 3, |_| long.clone()).size(width, height);
        assert!(has_a_margin(&png("long", &chart)), "{width} x {height}");
        let colored = chart.colored(&long, [(0.0, 0.0, -123_456.7), (1e9, -1e9, 123_456.7)]);
        assert!(has_a_margin(&png("long_scale", &colored)), "{width} x {height}");
        let text = svg("long", &colored);
        // The title, both axes, the scale and three curves.
        assert_eq!(texts(&text).iter().filter(|text| text.ends_with('…')).count(), 7, "{:?}", texts(&text));
    }
}

/// Numbers from 0 to 1 in no order.
fn scattered(count: u32) -> impl Iterator<Item = (f64, f64)> {
    let mut state = 1_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(move |_| (next(), next()))
}

#[test]
fn many_segments_and_dots_make_a_small_picture_that_shows_the_last_of_them() {
    const COUNT: u32 = 100_000;
    let end = [(0.5, 0.5), (0.5, 2.0)];
    let data = || scattered(COUNT).chain(end);
    let is_blue = |pixel: &image::Rgb<u8>| pixel.0.iter().zip(BLUE).all(|(one, other)| one.abs_diff(other) < 25);
    for (name, chart, most) in
        [("line", Chart::new("").line("", data()), 300_000), ("points", Chart::new("").points("", data()), 5_000_000)]
    {
        let chart = chart.size(480, 320);
        let bytes = svg(name, &chart).len();
        assert!(bytes < most, "{name}: {bytes} bytes");
        let picture = png(name, &chart);
        // The last point alone is in the upper part.
        assert!(picture.enumerate_pixels().any(|(_, y, pixel)| y < 60 && is_blue(pixel)), "{name}: the end is missing");
        let inside = || picture.enumerate_pixels().filter(|(x, y, _)| (100..400).contains(x) && (160..240).contains(y));
        let share = inside().filter(|(.., pixel)| is_blue(pixel)).count() as f64 / inside().count() as f64;
        let expected = if name == "line" { 0.98 } else { 0.3 };
        assert!(share > expected, "{name}: {share} is covered");
    }
    let svg = svg("colored", &Chart::new("").colored("", data().map(|(x, y)| (x, y, x))).size(480, 320));
    assert!(svg.len() < 5_000_000, "{} bytes", svg.len());
}

#[test]
fn a_long_line_within_a_pixel_is_a_visible_point() {
    let shaken = scattered(20_000).map(|(x, y)| (500.0 + x, 500.0 + y));
    let chart = Chart::new("").line("", shaken).points("", [(0.0, 0.0), (1000.0, 1000.0)]).size(480, 320);
    let seen = png("shaken", &chart).pixels().filter(|pixel| pixel.0 == BLUE).count();
    assert!((4..150).contains(&seen), "{seen} pixels");
}

#[test]
fn lines_that_lie_on_one_another_can_all_be_seen() {
    let line = || (0..50).map(|x| (f64::from(x), f64::from(x)));
    let history: History = (0..50).map(|epoch| 2.0 + f64::from(epoch)).collect();
    for (name, chart) in [
        ("lines", Chart::new("").line("", line()).line("", line()).line("", line())),
        ("curves", Chart::new("").curve("", &history).curve("", &history).curve("", &history)),
    ] {
        let picture = png(name, &chart.size(480, 320));
        let colors = [BLUE, [213, 94, 0], [0, 158, 115]];
        let seen = colors.map(|color| picture.pixels().filter(|pixel| pixel.0 == color).count());
        let all: usize = seen.iter().sum();
        assert!(seen.iter().all(|count| *count > all / 5), "{name}: {seen:?} pixels");
    }
}
