//! What a chart draws, seen in the pictures themselves.

use std::fs;
use std::path::PathBuf;

use image::RgbImage;
use staticnn::chart::Error;
use staticnn::prelude::*;

/// The colours of the first two curves.
const BLUE: [u8; 3] = [0, 114, 178];
const VERMILLION: [u8; 3] = [213, 94, 0];

/// A directory for one test, empty and still to be made.
fn directory(test: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(test);
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    directory
}

/// What is in a directory.
fn names(directory: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn png(test: &str, chart: &Chart) -> RgbImage {
    let path = directory(test).join("chart.png");
    chart.save(&path).unwrap();
    image::open(&path).unwrap().into_rgb8()
}

fn svg(test: &str, chart: &Chart) -> String {
    let path = directory(test).join("chart.svg");
    chart.save(&path).unwrap();
    fs::read_to_string(&path).unwrap()
}

fn losses(losses: impl IntoIterator<Item = f64>) -> History {
    losses.into_iter().collect()
}

/// From 1 down to 1 / `ratio`, by the same factor in each of 101 epochs.
fn decay(ratio: f64) -> History {
    losses((0..=100).map(|epoch| ratio.powf(-f64::from(epoch) / 100.0)))
}

/// The pixels of about this colour.
fn pixels(picture: &RgbImage, color: [u8; 3]) -> Vec<(u32, u32)> {
    let like = |pixel: &image::Rgb<u8>| pixel.0.iter().zip(color).all(|(one, other)| one.abs_diff(other) < 25);
    picture.enumerate_pixels().filter(|(.., pixel)| like(pixel)).map(|(x, y, _)| (x, y)).collect()
}

/// How many pixels of text there are in these columns and rows.
fn ink(picture: &RgbImage, columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> usize {
    let dark = |(x, y, pixel): &(u32, u32, &image::Rgb<u8>)| {
        columns.contains(x) && rows.contains(y) && pixel.0.iter().all(|value| *value < 140)
    };
    picture.enumerate_pixels().filter(dark).count()
}

/// How far the curve's middle hangs below the line from its first to its last point, as a share of its height.
fn sag(picture: &RgbImage) -> f64 {
    let curve = pixels(picture, BLUE);
    let (left, right) = (curve.iter().map(|p| p.0).min().unwrap(), curve.iter().map(|p| p.0).max().unwrap());
    let height_at = |x: u32| {
        let rows: Vec<f64> = curve.iter().filter(|p| p.0 == x).map(|p| f64::from(p.1)).collect();
        rows.iter().sum::<f64>() / rows.len() as f64
    };
    let (first, last) = (height_at(left + 2), height_at(right - 2));
    (height_at(left.midpoint(right)) - (first + last) / 2.0) / (last - first)
}

/// A training that stays at the loss 1, with a validation loss that stays at 4.
fn flat_training() -> History {
    network! { struct Line< 1 -> 1 >; }

    let training = Samples::from((&[[0.0]], &[[1.0]]));
    let validation = Samples::from((&[[0.0]], &[[2.0]]));
    let mut trainer = Trainer::new(Mse, Sgd::new(1e-30)).epochs(50).validation(&validation);
    trainer.fit(&mut Line::zeros(), &training, &mut ChaCha8Rng::seed_from_u64(42)).unwrap()
}

#[test]
fn a_picture_has_the_size_that_was_asked_for() {
    let chart = Chart::new("Loss").curve("", &decay(2.0));
    assert_eq!(png("default_size", &chart).dimensions(), (960, 640));
    assert_eq!(png("own_size", &chart.clone().size(480, 320)).dimensions(), (480, 320));
    assert!(svg("svg_size", &chart).starts_with("<svg width=\"960\" height=\"640\""));
}

#[test]
fn each_curve_has_its_own_colour_from_the_left_to_the_right_of_the_plot() {
    let chart = Chart::new("Two").curve("a", &decay(2.0)).curve("b", &losses([0.9; 101])).size(480, 320);
    let picture = png("colours", &chart);
    for color in [BLUE, VERMILLION] {
        let curve = pixels(&picture, color);
        // A level curve of two pixels in height may cover only one row of pixels wholly.
        assert!(curve.len() > 350, "{} pixels of {color:?}", curve.len());
        assert!(curve.iter().any(|p| p.0 < 80) && curve.iter().any(|p| p.0 > 420), "{color:?} doesn't cross the plot");
        assert!(
            curve.iter().all(|p| (40..480).contains(&p.0) && (60..260).contains(&p.1)),
            "{color:?} leaves the plot"
        );
    }
}

#[test]
fn a_title_is_drawn_above_the_plot_and_an_empty_one_is_not() {
    let with = png("title", &Chart::new("Loss").curve("", &decay(2.0)).size(480, 320));
    let without = png("no_title", &Chart::new("").curve("", &decay(2.0)).size(480, 320));
    assert!(ink(&with, 90..480, 10..55) > 50);
    assert_eq!(ink(&without, 90..480, 0..55), 0);
}

#[test]
fn a_long_title_is_drawn_small_enough_to_fit() {
    let picture = png("long_title", &Chart::new(&"A long title ".repeat(4)).curve("", &decay(2.0)).size(480, 320));
    assert!(ink(&picture, 20..460, 10..55) > 50);
    assert_eq!(ink(&picture, 0..8, 10..55) + ink(&picture, 472..480, 10..55), 0);
}

#[test]
fn the_axes_are_named_and_their_ticks_labelled() {
    let picture = png("axes", &Chart::new("").curve("", &decay(2.0)).size(480, 320));
    assert!(ink(&picture, 200..330, 295..320) > 20, "no `epoch` at the bottom");
    assert!(ink(&picture, 10..32, 100..180) > 20, "no `loss` at the left");
    assert!(ink(&picture, 60..480, 262..285) > 20, "no labels under the plot");
    assert!(ink(&picture, 32..56, 20..256) > 20, "no labels left of the plot");
    assert_eq!(ink(&picture, 0..6, 0..320) + ink(&picture, 474..480, 0..320), 0, "text touches the edge");
}

#[test]
fn only_a_single_unnamed_curve_goes_without_a_legend() {
    let inside = |picture: &RgbImage| ink(picture, 75..470, 26..250);
    assert_eq!(inside(&png("no_legend", &Chart::new("").curve("", &decay(2.0)).size(480, 320))), 0);
    assert!(inside(&png("legend", &Chart::new("").curve("a name", &decay(2.0)).size(480, 320))) > 20);
    assert!(inside(&png("two_names", &Chart::new("").curve("", &flat_training()).size(480, 320))) > 20);
}

#[test]
fn a_legend_stands_where_no_curve_is() {
    let rising = losses((0..=100).map(|epoch| 1.0 + f64::from(epoch) / 50.0));
    for (test, history, columns) in [("falling", decay(2.0), 250..460), ("rising", rising, 60..250)] {
        let picture = png(test, &Chart::new("").curve("a name", &history).size(480, 320));
        assert!(ink(&picture, columns, 24..120) > 20, "the legend of the {test} curve is elsewhere");
    }
}

#[test]
fn a_log_axis_is_chosen_for_a_wide_range() {
    let wide = sag(&png("wide", &Chart::new("").curve("", &decay(25.0))));
    assert!(wide.abs() < 0.01, "an exponential decay over a wide range is bent by {wide}");
    let narrow = sag(&png("narrow", &Chart::new("").curve("", &decay(15.0))));
    assert!(narrow > 0.2, "an exponential decay over a narrow range is straight: {narrow}");
}

#[test]
fn a_linear_loss_axis_starts_at_a_labelled_tick() {
    for (highest, lowest, foot) in [
        (14.6, 1.6, "0"),
        (0.9, 0.3, "0.0"),
        (1.3, 1.1, "1.10"),
        (9e-7, 7e-7, "7.0·10⁻⁷"),
        (2.0, -2.0, "−2.0"),
        (1.0, 1.0, "0.7"),
    ] {
        let text = svg("foot", &Chart::new("").curve("", &losses([highest, lowest])));
        // The ticks of the y axis are aligned to the right; the first is the lowest, on the base line of the axis.
        let label = text.split("<text ").find(|element| element.contains("text-anchor=\"end\"")).unwrap();
        assert!(label.contains(&format!(">\n{foot}\n</text>")), "from {highest} to {lowest}: {label}");
        let y: i32 = label.split("y=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        let bottom = 4 * (640 - 64);
        assert!((bottom - 40..bottom).contains(&y), "the label `{foot}` is at {y}");
    }
}

#[test]
fn the_axis_is_linear_where_a_loss_is_not_positive() {
    let history = losses(decay(1000.0).training().iter().copied().chain([0.0]));
    assert!(sag(&png("with_zero", &Chart::new("").curve("", &history))) > 0.2);
}

#[test]
fn a_validation_curve_is_dashed_and_of_its_trainings_colour() {
    let picture = png("validation", &Chart::new("").curve("", &flat_training()));
    // Both curves are level; the legend is right of these columns.
    let columns = 100..700;
    let covered = |y: u32| columns.clone().filter(|x| picture.get_pixel(*x, y).0 == BLUE).count();
    let (validation, training) = ((0..320).map(covered).max(), (320..640).map(covered).max());
    assert_eq!(training, Some(columns.len()));
    let share = validation.unwrap() as f64 / columns.len() as f64;
    assert!((0.5..0.75).contains(&share), "dashes take {share} of the validation curve");
}

#[test]
fn a_single_epoch_is_a_visible_point() {
    let picture = png("point", &Chart::new("").curve("", &losses([0.5])).size(480, 320));
    let point = pixels(&picture, BLUE);
    assert!(point.len() > 40, "{} pixels", point.len());
    assert!(point.iter().all(|p| (200..320).contains(&p.0)), "not in the middle: {point:?}");
}

#[test]
fn an_svg_holds_its_texts_as_text() {
    let chart = Chart::new("Rates <1 & others").curve("Adam", &flat_training()).curve("", &decay(5.0));
    let text = svg("texts", &chart);
    for expected in
        ["Rates &lt;1 &amp; others", "epoch", "loss", "Adam", "Adam, validation (best: epoch 1)", "training", "100"]
    {
        assert!(text.contains(&format!(">\n{expected}\n</text>")), "no `{expected}` in {text}");
    }
    assert!(text.trim_end().ends_with("</svg>"));
}

#[test]
fn tick_labels_are_short_numbers() {
    let labels = |test: &str, history: History| -> Vec<String> {
        let text = svg(test, &Chart::new("").curve("", &history));
        let texts = text.split("</text>").filter_map(|part| part.rsplit_once(">\n"));
        let labels = texts.map(|(_, label)| label.trim().to_owned());
        labels.filter(|label| !["", "epoch", "loss"].contains(&label.as_str())).collect()
    };
    let epochs = ["0", "20", "40", "60", "80", "100"];
    let expected = |losses: &[&'static str]| [&epochs, losses].concat();
    assert_eq!(labels("hundredths", decay(1.25)), expected(&["0.80", "0.85", "0.90", "0.95", "1.00"]));
    assert_eq!(labels("three_decades", decay(1e3)), expected(&["0.001", "0.01", "0.1", "1"]));
    assert_eq!(labels("eight_decades", decay(1e8)), expected(&["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]));
    let large = losses((0..=100).map(|epoch| f64::from(epoch) * 3e7 - 1e9));
    assert_eq!(
        labels("large", large),
        expected(&["−1.0·10⁹", "−0.5·10⁹", "0", "0.5·10⁹", "1.0·10⁹", "1.5·10⁹", "2.0·10⁹"])
    );
}

#[test]
fn no_losses_are_too_strange_to_draw() {
    let strange: [&[f64]; 14] = [
        &[0.0],
        &[0.0, 0.0],
        &[-1.0, -1.0],
        &[1.0, 1.0 + f64::EPSILON],
        &[f64::MIN_POSITIVE, f64::MAX],
        &[5e-324],
        &[5e-324, 1e-322],
        &[0.0, 5e-324],
        &[1e-310, 2e-310],
        &[-1e299, 1e299],
        &[1e299],
        &[f64::NAN, 1.0, f64::INFINITY, 2.0],
        &[1e-300, 1e299],
        &[0.0, 1e-291],
    ];
    for (number, strange) in strange.into_iter().enumerate() {
        let chart = Chart::new("Strange").curve("", &losses(strange.iter().copied())).size(240, 240);
        let picture = png(&format!("strange_{number}"), &chart);
        assert!(!pixels(&picture, BLUE).is_empty(), "nothing to see of {strange:?}");
    }
}

#[test]
fn losses_that_are_not_finite_are_skipped() {
    let with = svg("with_nan", &Chart::new("").curve("", &losses([3.0, f64::NAN, 2.0, f64::INFINITY, 1.0])));
    let points =
        |text: &str| text.lines().filter(|line| line.starts_with("<polyline")).map(str::to_owned).collect::<Vec<_>>();
    let without = svg("without_nan", &Chart::new("").curve("", &losses([3.0, 2.5, 2.0, 1.5, 1.0])));
    assert_eq!(points(&with).len(), 1);
    assert_eq!(points(&with)[0].matches(',').count(), 3, "{with}");
    assert_eq!(points(&without)[0].matches(',').count(), 5, "{without}");
}

#[test]
fn a_hundred_thousand_epochs_make_a_small_svg() {
    let noisy = losses((0..100_000_u32).map(|epoch| 1.0 + f64::from(epoch.wrapping_mul(2_654_435_761) >> 20)));
    let text = svg("many", &Chart::new("").curve("", &noisy));
    assert!(text.len() < 300_000, "{} bytes", text.len());
}

#[test]
fn the_same_chart_is_the_same_file() {
    let chart = Chart::new("Twice").curve("a", &decay(3.0)).size(480, 320);
    assert_eq!(png("once", &chart), png("twice", &chart));
}

#[test]
fn a_history_plots_itself_as_a_chart_named_loss() {
    let directory = directory("plot");
    decay(2.0).plot(directory.join("plotted.svg")).unwrap();
    Chart::new("Loss").curve("", &decay(2.0)).save(directory.join("charted.svg")).unwrap();
    let read = |name| fs::read(directory.join(name)).unwrap();
    assert_eq!(read("plotted.svg"), read("charted.svg"));
}

#[test]
fn missing_directories_are_made_and_nothing_but_the_picture_is_left() {
    let directory = directory("made").join("a").join("b");
    Chart::new("").curve("", &decay(2.0)).size(240, 240).save(directory.join("LOSS.PNG")).unwrap();
    assert_eq!(names(&directory), ["LOSS.PNG"]);
}

#[test]
fn an_unknown_extension_is_refused_before_anything_is_written() {
    let directory = directory("extension");
    for name in ["loss.jpg", "loss", ".png"] {
        let error = Chart::new("").curve("", &decay(2.0)).save(directory.join(name)).unwrap_err();
        assert!(matches!(error, Error::Extension { .. }));
        let text = error.to_string();
        assert!(text.contains(name) && text.contains(".png or .svg"), "{text}");
    }
    assert!(!directory.exists());
}

#[test]
fn a_chart_with_nothing_to_draw_is_refused_before_anything_is_written() {
    let directory = directory("nothing");
    let chart = Chart::new("Loss");
    let empty = chart.clone().curve("", &History::default());
    let endless = chart.clone().curve("", &losses([f64::NAN, f64::INFINITY]));
    for chart in [chart, empty, endless] {
        let error = chart.save(directory.join("loss.png")).unwrap_err();
        assert!(matches!(error, Error::Empty { .. }));
        let text = error.to_string();
        assert!(text.contains("loss.png") && text.contains("at least one finite loss"), "{text}");
    }
    assert!(!directory.exists());
}

#[test]
fn an_empty_history_beside_another_stands_in_the_legend() {
    let text = svg("beside", &Chart::new("").curve("diverged", &History::default()).curve("fine", &decay(2.0)));
    assert!(text.contains("\ndiverged\n") && text.contains("\nfine\n"));
}

#[test]
fn a_size_out_of_range_is_refused_before_anything_is_written() {
    let directory = directory("size");
    for (width, height) in [(0, 0), (239, 640), (960, 3841), (u32::MAX, u32::MAX)] {
        let error =
            Chart::new("").curve("", &decay(2.0)).size(width, height).save(directory.join("a.png")).unwrap_err();
        assert!(error.to_string().contains(&format!("{width} x {height} pixels")), "{error}");
        assert!(error.to_string().contains("240 to 3840"), "{error}");
    }
    assert!(!directory.exists());
}

#[test]
fn a_path_that_cannot_be_written_is_named_and_nothing_is_left_behind() {
    let directory = directory("unwritable");
    fs::create_dir_all(directory.join("taken.png")).unwrap();
    fs::write(directory.join("file"), "not a directory").unwrap();
    for path in ["taken.png", "file/loss.png", "file/loss.svg"] {
        let error = Chart::new("").curve("", &decay(2.0)).size(240, 240).save(directory.join(path)).unwrap_err();
        assert!(matches!(error, Error::Write { .. }));
        assert!(error.to_string().contains(path), "{error}");
    }
    let mut left = names(&directory);
    left.sort();
    assert_eq!(left, ["file", "taken.png"]);
    assert_eq!(fs::read_to_string(directory.join("file")).unwrap(), "not a directory");
}
