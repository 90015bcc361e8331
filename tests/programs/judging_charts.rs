//! Charts that judge a training: the best epoch, metrics, schedules, predictions, residuals, ROC curves, learning
//! rates.

use staticnn::chart::{Error, function, pairs};
use staticnn::prelude::*;

use crate::seen::{BLUE, GREY, VERMILLION, ends, middle, pixels, plotted, png, share_along, svg, texts};

/// A history of three epochs, the second of which is the best.
fn history() -> History {
    serde_json::from_str(
        r#"{"training": [4.0, 2.0, 1.0], "validation": [5.0, 3.0, 4.0], "rates": [],
            "metrics": [{"name": "accuracy", "values": [0.5, 0.75, 0.625]}, {"name": "F1", "values": [0.4, null, 0.6]}]}"#,
    )
    .unwrap()
}

#[test]
fn a_ring_marks_the_best_epoch_of_the_validation() {
    let chart = Chart::new("").curve("", &history()).size(480, 320);
    let picture = png("best", |path| chart.save(path));
    // The three epochs are at equal distances, and the second stands in the middle of the plot. In the ring it is
    // white.
    let curves: Vec<_> = pixels(&picture, BLUE).into_iter().filter(|pixel| pixel.1 > 90).collect();
    let ((left, right), _) = ends(&curves);
    let column = left.midpoint(right);
    let of_ring: Vec<_> =
        curves.iter().filter(|pixel| pixel.0.abs_diff(column) < 7 && pixel.1 < 170).copied().collect();
    assert!(of_ring.len() > 40, "{} pixels", of_ring.len());
    let (x, y) = middle(&of_ring);
    assert_eq!(picture.get_pixel(x.round() as u32, y.round() as u32).0, [255; 3]);

    let names = texts(&svg("best", |path| chart.save(path)));
    assert!(names.contains(&"validation (best: epoch 2)".into()), "{names:?}");
    let named = texts(&svg("best_named", |path| Chart::new("").curve("Adam", &history()).save(path)));
    assert!(named.contains(&"Adam, validation (best: epoch 2)".into()), "{named:?}");
    let unmarked =
        texts(&svg("unmarked", |path| Chart::new("").curve("Adam", &History::from_iter([2.0, 1.0])).save(path)));
    assert!(!unmarked.iter().any(|text| text.contains("best")), "{unmarked:?}");
}

#[test]
fn metrics_are_lines_with_their_names() {
    let names = texts(&svg("metrics", |path| history().plot_metrics(path)));
    for expected in ["Metrics", "epoch", "accuracy", "F1"] {
        assert!(names.contains(&expected.into()), "no `{expected}` in {names:?}");
    }
    let chart = Chart::new("").metrics("", &history()).size(480, 320);
    let picture = png("metrics", |path| chart.save(path));
    let (accuracy, f1) = (pixels(&picture, BLUE), pixels(&picture, VERMILLION));
    let ((left, right), (top, bottom)) = ends(&accuracy);
    assert!(right - left > 300 && bottom - top > 60, "from {left} to {right}, from {top} to {bottom}");
    // The undefined value is skipped: the line goes from the first epoch to the third.
    assert!(ends(&f1).0.1 - ends(&f1).0.0 > 300);

    let result = History::from_iter([1.0]).plot_metrics("never.png");
    assert!(matches!(result, Err(Error::Empty { .. })));
}

#[test]
fn a_schedule_over_a_wide_range_has_a_logarithmic_axis() {
    let points = |factor: f64| (0..30).map(move |epoch| (epoch, 0.1 * factor.powi(epoch / 10)));
    let steps = |factor| Chart::new("").schedule("", points(factor)).size(480, 320);
    for (factor, distances) in [(0.1, (0.9, 1.1)), (0.5, (1.8, 2.2))] {
        let picture = png("schedule", |path| steps(factor).save(path));
        let line = pixels(&picture, BLUE);
        let ((left, right), _) = ends(&line);
        // The rows of the three steps, in the middles of their thirds.
        let row = |third: u32| {
            let column = left + (2 * third + 1) * (right - left) / 6;
            middle(&line.iter().filter(|pixel| pixel.0 == column).copied().collect::<Vec<_>>()).1
        };
        let ratio = (row(1) - row(0)) / (row(2) - row(1));
        assert!((distances.0..distances.1).contains(&ratio), "the steps are as {ratio} at the factor {factor}");
    }
    let names = texts(&svg("schedule", |path| steps(0.1).save(path)));
    assert!(names.contains(&"epoch".into()) && names.contains(&"learning rate".into()), "{names:?}");
    let constant = Chart::new("").schedule("", [(0_usize, 0.5_f32), (9, 0.5)]).size(240, 240);
    assert!(!pixels(&png("constant_schedule", |path| constant.save(path)), BLUE).is_empty());
    let none = Chart::new("").schedule("", [(0, f64::NAN)]).save("never.png");
    assert!(matches!(none, Err(Error::Empty { .. })));
}

#[test]
fn predictions_stand_about_a_diagonal_from_corner_to_corner() {
    // Right predictions, then one that is too high.
    let right = [(0.0, 0.0), (10.0, 10.0)];
    let chart = Chart::new("").parity("", right).parity("high", [(2.0, 8.0)]).size(480, 320);
    let picture = png("parity", |path| chart.save(path));
    let diagonal = ends(&plotted(&picture, GREY));
    assert!(diagonal.0.1 - diagonal.0.0 > 370 && diagonal.1.1 - diagonal.1.0 > 220, "{diagonal:?}");
    let dots = ends(&pixels(&picture, BLUE).into_iter().filter(|pixel| pixel.0 > 60).collect::<Vec<_>>());
    let high = middle(&pixels(&picture, VERMILLION).into_iter().filter(|pixel| pixel.1 > 70).collect::<Vec<_>>());
    let share = |at: f64, (low, high): (u32, u32)| (at - f64::from(low)) / f64::from(high - low);
    assert!((share(high.0, diagonal.0) - 0.2).abs() < 0.06, "{high:?} with {dots:?}");
    assert!((share(high.1, diagonal.1) - 0.2).abs() < 0.06, "{high:?} with {dots:?}");
    let names = texts(&svg("parity", |path| chart.save(path)));
    assert!(names.contains(&"true".into()) && names.contains(&"predicted".into()), "{names:?}");
}

#[test]
fn residuals_stand_about_the_line_at_0() {
    let pairs = [(1.0, 0.0), (5.0, 6.0), (10.0, 10.0)];
    let chart = Chart::new("").residuals("", pairs).size(480, 320);
    let picture = png("residuals", |path| chart.save(path));
    let zero = middle(&plotted(&picture, GREY)).1;
    let dots = pixels(&picture, BLUE);
    let ((left, right), _) = ends(&dots);
    let height =
        |near: u32| zero - middle(&dots.iter().filter(|dot| dot.0.abs_diff(near) < 8).copied().collect::<Vec<_>>()).1;
    assert!(height(left + 3) > 80.0, "a truth above the prediction is above 0");
    assert!(height(left + (right - left) * 6 / 10) < -80.0, "a truth below the prediction is below 0");
    assert!(height(right - 3).abs() < 1.5);
    let names = texts(&svg("residuals", |path| chart.save(path)));
    assert!(names.contains(&"true − predicted".into()), "{names:?}");
    // All are above: the line at 0 is drawn all the same.
    let above = Chart::new("").residuals("", [(105.0, 1.0), (103.0, 2.0)]).size(480, 320);
    assert!(pixels(&png("above", |path| above.save(path)), GREY).len() > 200);
}

#[test]
fn pairs_are_every_output_with_its_target() {
    network! { struct Two< 1 -> 2 >; }

    let mut net = Two::zeros();
    net.layer1.bias = [1.0, 2.0].into();
    let samples = Samples::from((&[[0.0], [0.0]], &[[3.0, 4.0], [5.0, 6.0]]));
    assert_eq!(pairs(&net, &samples), [(3.0, 1.0), (4.0, 2.0), (5.0, 1.0), (6.0, 2.0)]);
}

#[test]
fn a_roc_curve_has_its_area_in_the_legend() {
    let area = |points: &[(f64, f64)]| {
        let names = texts(&svg("roc", |path| Chart::new("").roc("", points).save(path)));
        names.into_iter().find(|name| name.starts_with("AUC")).unwrap()
    };
    assert_eq!(area(&[(0.0, 1.0)]), "AUC 1.000");
    assert_eq!(area(&[(0.5, 0.5)]), "AUC 0.500");
    assert_eq!(area(&[(0.25, 0.75), (0.5, 1.0)]), "AUC 0.812");
    assert_eq!(area(&[(0.5, 1.0), (0.25, 0.75)]), "AUC 0.812", "by rising threshold");
    assert_eq!(
        area(&[(0.5, f64::NAN), (2.0, 0.0), (-1.0, 0.0), (0.5, 1.0)]),
        "AUC 0.750",
        "what is no rate is skipped"
    );

    let chart = Chart::new("").roc("network", [(0.0, 0.5)]).size(480, 320);
    let picture = png("roc", |path| chart.save(path));
    // The curve goes from corner to corner of the plot, first along the left edge to the middle.
    let curve = ends(&pixels(&picture, BLUE));
    let diagonal = share_along(&picture, (curve.0.0, curve.1.1), (curve.0.1, curve.1.0), GREY);
    assert!((0.4..0.8).contains(&diagonal), "dashes take {diagonal} of the diagonal");
    let left =
        pixels(&picture, BLUE).into_iter().filter(|pixel| pixel.0 < curve.0.0 + 2).map(|pixel| pixel.1).min().unwrap();
    assert!(left.abs_diff(curve.1.0.midpoint(curve.1.1)) < 8, "the curve rises to {left} of {curve:?}");
    let nothing = Chart::new("").roc("", [(2.0, 2.0)]).save("never.png");
    assert!(matches!(nothing, Err(Error::Empty { .. })));
}

#[test]
fn on_logarithmic_axes_powers_are_straight_and_what_is_not_positive_is_skipped() {
    let cube = Chart::new("").line("", function(1.0..=1000.0, |x| x * x * x)).log_x().log_y().size(480, 320);
    let line = pixels(&png("cube", |path| cube.save(path)), BLUE);
    let ((left, right), (top, bottom)) = ends(&line);
    let column = left.midpoint(right);
    let row = middle(&line.iter().filter(|pixel| pixel.0 == column).copied().collect::<Vec<_>>()).1;
    assert!((row - f64::from(top.midpoint(bottom))).abs() < 3.0, "{row} is between {top} and {bottom}");

    let names = texts(&svg("decades", |path| cube.save(path)));
    for expected in ["1", "10", "100", "1000"] {
        assert!(names.contains(&expected.into()), "no `{expected}` in {names:?}");
    }
    let some = Chart::new("").points("", [(-1, 1), (0, 1), (10, 1), (100, 1)]).log_x().size(480, 320);
    assert!((30..100).contains(&pixels(&png("positive", |path| some.save(path)), BLUE).len()), "two dots are drawn");
    for chart in [Chart::new("").points("", [(-1, 1)]).log_x(), Chart::new("").line("", [(1, 0), (2, 0)]).log_y()] {
        let error = chart.save("never.png").unwrap_err();
        assert!(matches!(error, Error::NothingPositive { .. }), "{error}");
        assert!(error.to_string().contains("leave out `log_x` or `log_y`"), "{error}");
    }
    let error = Chart::new("").regions(0.0..=1.0, 0.0..=1.0, |_, _| 0).points("", [(1, 1)]).log_x().save("never.png");
    assert!(error.unwrap_err().to_string().contains("linear axes"));

    // Losses far apart, but linear.
    let linear =
        texts(&svg("linear", |path| Chart::new("").curve("", &History::from_iter([400.0, 1.0])).linear_y().save(path)));
    assert!(linear.contains(&"200".into()) && linear.contains(&"0".into()), "{linear:?}");
}

#[test]
fn a_near_logarithmic_axis_has_labels() {
    for (low, high) in [(1.0, 3.0), (0.97, 0.98), (250.0, 260.0), (1e-8, 1.1e-8), (7.0, 7.0)] {
        let chart = Chart::new("").line("", [(low, 1.0), (high, 2.0)]).log_x();
        let text = svg("near", |path| chart.save(path));
        let below = |element: &&str| element.contains("text-anchor=\"middle\"");
        let labels = text.split("<text ").filter(below).count();
        assert!((2..=12).contains(&labels), "{labels} labels from {low} to {high}");
    }
}

#[test]
fn a_mark_is_an_upright_line_at_its_place_and_has_no_colour_of_its_own() {
    let chart = |name| Chart::new("").line("", [(1, 2), (5, 1)]).mark(name, 3).points("", [(2, 2)]).size(480, 320);
    let picture = png("mark", |path| chart("").save(path));
    // Left of them are labels.
    let mark: Vec<_> = plotted(&picture, GREY).into_iter().filter(|pixel| pixel.0 > 150).collect();
    let ((left, right), (top, bottom)) = ends(&mark);
    let line = ends(&pixels(&picture, BLUE)).0;
    assert!(right - left < 4 && bottom - top > 200, "from {left} to {right}, from {top} to {bottom}");
    assert!(left.midpoint(right).abs_diff(line.0.midpoint(line.1)) < 3, "{left} to {right} in {line:?}");
    assert!(!pixels(&picture, VERMILLION).is_empty(), "the points have the second colour");
    assert!(texts(&svg("mark", |path| chart("here").save(path))).contains(&"here".into()));
    // It extends the axis, but isn't data.
    let alone = Chart::new("").mark("alone", 1).save("never.png");
    assert!(matches!(alone, Err(Error::Empty { .. })));
    let strange = Chart::new("").line("", [(0, 1), (1, 2)]).mark("nowhere", f64::NAN).mark("far", 1e299).size(240, 240);
    strange.save(crate::seen::path("strange_mark.png")).unwrap();
}

#[test]
fn numbers_of_every_type_are_points() {
    let losses = [4.0_f32, 2.0];
    let one = Chart::new("").line("a", losses.iter().enumerate()).points("b", vec![[0_u8, 4], [1, 2]]);
    let other = Chart::new("").line("a", [(0.0, 4.0), (1.0, 2.0)]).points("b", vec![&(0.0, 4.0), &(1.0, 2.0)]);
    assert!(svg("one", |path| one.save(path)) == svg("other", |path| other.save(path)));
}
