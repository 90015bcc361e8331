//! Metrics: scikit-learn's numbers, one by one and at once, NaN, and what isn't defined.

use std::array;

use serde_json::Value;
use staticnn::metric::{
    Accuracy, Average, Binary, Brier, ConfusionMatrix, Error, F1, LogLoss, Mae, Mape, Metric, Precision, R2, Recall,
    Rmse, RocAuc, Scored, TopK,
};
use staticnn::prelude::{Class, Network, Samples, network, softmax};
use staticnn_tests::golden::{self, numbers};

/// How far a number may be from scikit-learn's.
const TOLERANCE: f64 = 1e-9;

network! {
    #[scalar(f64)]
    struct Guess< 2 -> 3 softmax >;
}

fn assert_near(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().expect("a number");
    let error = (found - expected).abs();
    assert!(error <= TOLERANCE * expected.abs().max(1.0), "{what}: {found} where {expected} is expected");
}

pub(crate) fn rows<const N: usize>(value: &Value) -> Vec<[f64; N]> {
    value.as_array().unwrap().iter().map(|row| numbers(row).try_into().expect("a row of that length")).collect()
}

pub(crate) fn class<const N: usize>(label: usize) -> Class<N> {
    Class::new(label).unwrap()
}

pub(crate) fn classes<const N: usize>(value: &Value) -> Vec<Class<N>> {
    numbers(value).iter().map(|label| class(*label as usize)).collect()
}

/// The value of a metric over all outputs, added one by one.
pub(crate) fn over<O, T>(metric: &mut (impl Metric<O, T> + ?Sized), outputs: &[O], targets: &[T]) -> f64 {
    metric.clear();
    for (output, target) in outputs.iter().zip(targets) {
        metric.add(output, target);
    }
    metric.value()
}

/// With one class more than the vectors have, which neither occurs nor is predicted.
fn with_an_absent_class(outputs: &[[f64; 4]]) -> Vec<[f64; 5]> {
    outputs.iter().map(|y| array::from_fn(|class| y.get(class).copied().unwrap_or(0.0))).collect()
}

#[test]
fn classes_are_scikit_learns() {
    let golden = &golden::read("metrics.json")["classes"];
    let (y, t) = (rows::<4>(&golden["probabilities"]), classes::<4>(&golden["labels"]));
    let mut matrix = ConfusionMatrix::new();
    over(&mut matrix, &y, &t);
    let counts: Vec<Vec<f64>> = golden["confusion_matrix"].as_array().unwrap().iter().map(numbers).collect();
    assert_eq!(matrix.counts().map(|row| row.map(|count| count as f64).to_vec()).to_vec(), counts);
    assert_eq!(matrix.undecided(), &[0; 4]);
    assert_near(over(&mut Accuracy::new(), &y, &t), &golden["accuracy"], "accuracy");
    assert_near(matrix.accuracy(), &golden["accuracy"], "accuracy of the matrix");
    assert_near(matrix.value(), &golden["accuracy"], "value of the matrix");
    assert_near(over(&mut TopK::new(1), &y, &t), &golden["accuracy"], "top 1");
    assert_near(over(&mut TopK::new(2), &y, &t), &golden["top_2"], "top 2");
    assert_near(over(&mut LogLoss::new(), &y, &t), &golden["log_loss"], "log loss");
    assert_near(over(&mut Brier::new(), &y, &t), &golden["brier"], "Brier");

    let (more, labels) = (with_an_absent_class(&y), classes::<5>(&golden["labels"]));
    let mut larger = ConfusionMatrix::new();
    over(&mut larger, &more, &labels);
    for (name, average, of_larger) in
        [("macro", Average::Macro, Average::Macro), ("micro", Average::Micro, Average::Micro)]
    {
        let expected = |score: &str| golden[score][name].clone();
        assert_near(over(&mut Precision::new(average), &y, &t), &expected("precision"), name);
        assert_near(over(&mut Recall::new(average), &y, &t), &expected("recall"), name);
        assert_near(over(&mut F1::new(average), &y, &t), &expected("f1"), name);
        assert_near(matrix.precision(average), &expected("precision"), name);
        assert_near(matrix.recall(average), &expected("recall"), name);
        assert_near(matrix.f1(average), &expected("f1"), name);
        assert_near(larger.f1(of_larger), &expected("f1"), name);
        assert_near(over(&mut F1::new(of_larger), &more, &labels), &expected("f1"), name);
    }
    for label in 0..4 {
        let (average, expected) = (Average::Class(class(label)), |score: &str| golden[score]["classes"][label].clone());
        assert_near(over(&mut Precision::new(average), &y, &t), &expected("precision"), "precision");
        assert_near(over(&mut Recall::new(average), &y, &t), &expected("recall"), "recall");
        assert_near(over(&mut F1::new(average), &y, &t), &expected("f1"), "F1");
        assert_near(matrix.precision(average), &expected("precision"), "precision of the matrix");
        assert_near(matrix.recall(average), &expected("recall"), "recall of the matrix");
        assert_near(matrix.f1(average), &expected("f1"), "F1 of the matrix");
    }
    assert_eq!(matrix.precision(Average::Class(class(3))), 0.0, "a class that is never predicted");
}

#[test]
fn answers_are_scikit_learns() {
    let golden = &golden::read("metrics.json")["answers"];
    let [y, t] =
        ["scores", "targets"].map(|name| numbers(&golden[name]).iter().map(|y| [*y]).collect::<Vec<[f64; 1]>>());
    assert_near(over(&mut Binary::new(0.5, Accuracy::new()), &y, &t), &golden["accuracy"], "accuracy");
    assert_near(over(&mut Binary::new(0.5, ConfusionMatrix::<2>::new()), &y, &t), &golden["accuracy"], "matrix");
    assert_near(
        over(&mut Binary::new(0.5, Precision::new(Average::POSITIVE)), &y, &t),
        &golden["precision"],
        "precision",
    );
    assert_near(over(&mut Binary::new(0.5, Recall::new(Average::POSITIVE)), &y, &t), &golden["recall"], "recall");
    assert_near(over(&mut Binary::new(0.5, F1::new(Average::POSITIVE)), &y, &t), &golden["f1"], "F1");
    assert_near(over(&mut LogLoss::new(), &y, &t), &golden["log_loss"], "log loss");
    assert_near(over(&mut Brier::new(), &y, &t), &golden["brier"], "Brier");
    let mut auc = RocAuc::new([Scored::EMPTY; 50]);
    assert_near(over(&mut auc, &y, &t), &golden["roc_auc"], "ROC AUC");
    let curve = rows::<2>(&golden["roc_curve"]);
    assert_eq!(auc.curve().count(), curve.len());
    for ((x, y), [expected_x, expected_y]) in auc.curve().zip(curve) {
        assert!((x - expected_x).abs() <= 1e-15 && (y - expected_y).abs() <= 1e-15, "{x}, {y}");
    }
    assert_near(auc.value(), &golden["roc_auc"], "ROC AUC of sorted scores");
    // As probabilities of two classes.
    let two: Vec<[f64; 2]> = y.iter().map(|[p]| [1.0 - p, *p]).collect();
    let labels: Vec<Class<2>> = t.iter().map(|[t]| class(usize::from(*t == 1.0))).collect();
    assert_near(over(&mut LogLoss::new(), &two, &labels), &golden["log_loss"], "log loss of two classes");
    assert_near(over(&mut Brier::new(), &two, &labels), &golden["brier"], "Brier of two classes");
    assert_near(over(&mut F1::new(Average::POSITIVE), &[[0.0, 1.0]], &labels[2..3]), &Value::from(1.0), "F1 of one");
    let mut buffer = vec![Scored::EMPTY; 64];
    assert_near(over(&mut RocAuc::new(&mut buffer[..]), &two, &labels), &golden["roc_auc"], "ROC AUC of two classes");
}

#[test]
fn numbers_are_scikit_learns() {
    let golden = &golden::read("metrics.json")["numbers"];
    let (y, t) = (rows::<2>(&golden["outputs"]), rows::<2>(&golden["targets"]));
    assert_near(over(&mut Rmse::new(), &y, &t), &golden["rmse"], "RMSE");
    assert_near(over(&mut Mae::new(), &y, &t), &golden["mae"], "MAE");
    assert_near(over(&mut Mape::new(), &y, &t), &golden["mape"], "MAPE");
    assert_near(over(&mut R2::new(), &y, &t), &golden["r2"], "R2");
}

/// A network, inputs, and its outputs for these.
struct Predicted {
    net: Guess,
    x: Vec<[f64; 2]>,
    outputs: Vec<[f64; 3]>,
}

impl Predicted {
    /// Measures a network at once, and adds what it predicts one by one: both are the same, bit for bit.
    fn streams<T>(&self, name: &str, targets: &[T], mut metric: impl Metric<[f64; 3], T>) {
        assert!(metric.value().is_nan(), "{name} of nothing");
        let stream = over(&mut metric, &self.outputs, targets);
        assert!(stream.is_finite(), "{name}: {stream}");
        let samples = Samples::new(&self.x, targets).unwrap();
        assert_eq!(metric.measure(&self.net, &samples).to_bits(), stream.to_bits(), "{name} at once");
        // In other blocks: those of a batch are predicted one by one, and rounded otherwise.
        let all: Vec<usize> = (0..self.x.len()).collect();
        let by_index = metric.measure(&self.net, &samples.batch(&all).unwrap());
        assert!((by_index - stream).abs() <= 1e-12 * stream.abs().max(1.0), "{name} by index: {by_index}, {stream}");
        metric.clear();
        assert!(metric.value().is_nan(), "{name} is cleared");
    }
}

#[test]
fn a_stream_has_the_value_of_the_whole() {
    let mut net = Guess::zeros();
    for (index, p) in net.parameters_mut().iter_mut().enumerate() {
        *p = (1.0 + index as f64).sin();
    }
    let x: Vec<[f64; 2]> = (0..333).map(|i| [1.3, 2.1].map(|k| (k * f64::from(i)).sin())).collect();
    let mut outputs = vec![[0.0; 3]; x.len()];
    net.predict_batch(&x, &mut outputs).unwrap();
    let predicted = Predicted { net, x, outputs };
    let labels: Vec<Class<3>> = (0..333).map(|i| class(i * i % 3)).collect();
    predicted.streams("accuracy", &labels, Accuracy::new());
    predicted.streams("top 2", &labels, TopK::new(2));
    predicted.streams("precision", &labels, Precision::new(Average::Macro));
    predicted.streams("recall", &labels, Recall::new(Average::Class(class(1))));
    predicted.streams("F1", &labels, F1::new(Average::Micro));
    predicted.streams("matrix", &labels, ConfusionMatrix::new());
    predicted.streams("log loss", &labels, LogLoss::new());
    predicted.streams("Brier", &labels, Brier::new());
    let yes_no: Vec<[f64; 3]> = (0..333).map(|i| [0, 1, 2].map(|k| f64::from(i * i % 3 == k))).collect();
    predicted.streams("accuracy", &yes_no, Binary::new(0.5, Accuracy::new()));
    predicted.streams("log loss", &yes_no, LogLoss::new());
    predicted.streams("Brier", &yes_no, Brier::new());
    predicted.streams("RMSE", &yes_no, Rmse::new());
    predicted.streams("MAE", &yes_no, Mae::new());
    predicted.streams("MAPE", &yes_no, Mape::new());
    predicted.streams("R2", &yes_no, R2::new());
}

#[test]
fn metrics_of_one_kind_go_into_one_list() {
    let mut list: [Box<dyn Metric<[f32; 2], Class<2>> + Send>; 2] =
        [Box::new(Accuracy::new()), Box::new(RocAuc::new(vec![Scored::EMPTY; 2]))];
    for metric in &mut list {
        assert_eq!(over(&mut **metric, &[[0.9, 0.1], [0.2, 0.8]], &[class(0), class(1)]), 1.0);
    }
}

#[test]
fn a_nan_is_a_wrong_class_and_no_number() {
    let nan = f64::NAN;
    // NaN is never the largest, but the prediction is wrong all the same.
    let (y, t) = ([[0.0, 2.0, nan], [0.0, 2.0, 1.0]], [class::<3>(1); 2]);
    assert_eq!(over(&mut Accuracy::new(), &y, &t), 0.5);
    assert_eq!(over(&mut TopK::new(3), &y, &t), 0.5);
    assert_eq!(over(&mut Precision::new(Average::Class(class(1))), &y, &t), 1.0);
    assert_eq!(over(&mut Recall::new(Average::Class(class(1))), &y, &t), 0.5);
    assert_eq!(over(&mut F1::new(Average::Class(class(1))), &y, &t), 2.0 / 3.0);
    let mut matrix = ConfusionMatrix::new();
    assert_eq!(over(&mut matrix, &y, &t), 0.5);
    assert_eq!((matrix.undecided(), matrix.recall(Average::Micro)), (&[0, 1, 0], 0.5));
    assert_eq!(over(&mut Binary::new(0.5, Accuracy::new()), &[[nan], [0.0]], &[[0.0]; 2]), 0.5);

    let one = [class::<2>(1)];
    for y in [[0.5, nan], [nan, 0.5], [-0.1, 0.5], [0.5, 1.1], [3.0, -2.0]] {
        assert!(over(&mut LogLoss::new(), &[y], &one).is_nan(), "log loss of {y:?}");
        assert!(over(&mut Brier::new(), &[y], &one).is_nan(), "Brier of {y:?}");
        assert!(over(&mut LogLoss::new(), &[y], &[[1.0, 0.0]]).is_nan(), "log loss of {y:?}");
        assert!(over(&mut Brier::new(), &[y], &[[1.0, 0.0]]).is_nan(), "Brier of {y:?}");
    }
    let (y, t) = ([[1.0], [nan], [2.0]], [[1.0]; 3]);
    assert!(over(&mut Rmse::new(), &y, &t).is_nan());
    assert!(over(&mut Mae::new(), &y, &t).is_nan());
    assert!(over(&mut Mape::new(), &y, &t).is_nan());
    assert!(over(&mut R2::new(), &y, &t).is_nan(), "with targets that are all equal, too");
    let mut auc = RocAuc::new([Scored::EMPTY; 3]);
    assert!(over(&mut auc, &y, &[[1.0], [0.0], [0.0]]).is_nan());
    assert_eq!((auc.check(), auc.curve().count()), (Err(Error::Score), 0));
}

#[test]
fn a_target_that_is_neither_yes_nor_no_has_no_value() {
    for t in [[0.5], [f64::NAN], [2.0], [-1.0]] {
        assert!(over(&mut Binary::new(0.5, Accuracy::new()), &[[0.2]; 2], &[t, [0.0]]).is_nan(), "{t:?}");
        assert!(over(&mut LogLoss::new(), &[[0.2]], &[t]).is_nan(), "{t:?}");
        assert!(over(&mut Brier::new(), &[[0.2]], &[t]).is_nan(), "{t:?}");
        let mut auc = RocAuc::new([Scored::EMPTY; 2]);
        assert!(over(&mut auc, &[[0.2]; 2], &[t, [0.0]]).is_nan(), "{t:?}");
        assert_eq!(auc.check(), Err(Error::Target));
    }
    assert!(over(&mut Binary::new(f64::NAN, Accuracy::new()), &[[0.2]], &[[0.0]]).is_nan(), "no threshold");
    let mut binary = Binary::new(0.5, Accuracy::new());
    over(&mut binary, &[[0.2]], &[[0.5]]);
    assert_eq!(over(&mut binary, &[[0.2]], &[[0.0]]), 1.0, "cleared");
}

#[test]
fn what_is_zero_by_zero_is_as_in_scikit_learn() {
    let mut r2 = R2::new();
    assert!(over(&mut r2, &[[1.0]], &[[1.0]]).is_nan(), "one sample");
    assert_eq!(over(&mut r2, &[[0.1]; 3], &[[0.1]; 3]), 1.0, "equal targets, right");
    assert_eq!(over(&mut r2, &[[0.1], [0.1], [0.2]], &[[0.1]; 3]), 0.0, "equal targets, wrong");
    assert_eq!(over(&mut Mape::new(), &[[0.0]], &[[0.0]]), 0.0);
    assert_eq!(over(&mut Mape::new(), &[[1.0]], &[[0.0]]), 1.0 / f64::EPSILON);
    let matrix = ConfusionMatrix::from_counts([[2, 0, 0], [0, 0, 0], [1, 0, 0]]);
    let of = |label| Average::Class(class(label));
    assert_eq!((matrix.precision(of(1)), matrix.recall(of(1)), matrix.f1(of(1))), (0.0, 0.0, 0.0));
    assert_eq!(matrix.recall(Average::Macro), 0.5, "without the class that doesn't occur");
    let mut auc = RocAuc::new([Scored::EMPTY; 2]);
    assert!(over(&mut auc, &[[0.5], [0.6]], &[[1.0]; 2]).is_nan());
    assert_eq!(auc.check(), Err(Error::OneClass { positive: 2, negative: 0 }));
}

#[test]
fn a_full_buffer_is_reported() {
    let mut auc = RocAuc::new([Scored::EMPTY; 2]);
    assert_eq!(over(&mut auc, &[[0.1], [0.2]], &[[0.0], [1.0]]), 1.0);
    auc.add(&[0.3], &[1.0]);
    assert!(auc.value().is_nan() && auc.curve().next().is_none());
    assert_eq!(auc.check(), Err(Error::Full { room: 2, samples: 3 }));
    assert_eq!(over(&mut auc, &[[0.2], [0.2]], &[[0.0], [1.0]]), 0.5, "cleared");
}

#[test]
fn ties_and_limits_of_k_are_those_of_the_documentation() {
    let equal = [[1.0; 3]; 3];
    let t = [0, 1, 2].map(class::<3>);
    for (k, share) in [(0, 0.0), (1, 1.0 / 3.0), (2, 2.0 / 3.0), (3, 1.0), (usize::MAX, 1.0)] {
        assert_eq!(over(&mut TopK::new(k), &equal, &t), share);
    }
    assert_eq!(over(&mut Accuracy::new(), &equal, &t), 1.0 / 3.0);
    assert_eq!(over(&mut Binary::new(0.5, Accuracy::new()), &[[0.5]], &[[1.0]]), 1.0, "the threshold is a yes");
}

#[test]
fn logarithms_are_clipped_by_the_scalars_epsilon() {
    let cost = -f64::from(f32::EPSILON).ln();
    assert!((over(&mut LogLoss::new(), &[[0.0_f32, 1.0]], &[class::<2>(0)]) - cost).abs() < 1e-12);
    // What rounding has brought above 1 is 1.
    let p = softmax(&[0.0_f32, 30.0]);
    assert!(over(&mut LogLoss::new(), &[p, [0.0, 1.0 + 2.0 * f32::EPSILON]], &[class::<2>(1); 2]) < 1e-6);
}

#[test]
fn a_million_terms_far_from_zero_lose_no_digits() {
    let (mut r2, mut mae) = (R2::new(), Mae::new());
    // Targets 1e8 and 1e8 + 1, each missed by 0.1 (as far as 1e8 lets it be): 1 - 0.01 / 0.25.
    for i in 0..1_000_000 {
        let t = 1e8 + f64::from(i % 2);
        r2.add(&[t + 0.125], &[t]);
        mae.add(&[0.1], &[0.0]);
    }
    assert!((r2.value() - (1.0 - 0.125 * 0.125 / 0.25)).abs() < 1e-9, "{}", r2.value());
    assert_eq!(mae.value(), 0.1);
    let mut infinite = Mae::new();
    assert_eq!(over(&mut infinite, &[[1e308], [-1e308], [1.0]], &[[-1e308], [1e308], [0.0]]), f64::INFINITY);
}

#[test]
fn a_confusion_matrix_is_a_table() {
    let mut matrix = ConfusionMatrix::from_counts([[10, 0, 1], [0, 1234, 2], [3, 0, 7]]);
    assert_eq!(
        matrix.to_string(),
        "\
true \\ predicted   0     1  2
0                 10     0  1
1                  0  1234  2
2                  3     0  7
"
    );
    matrix.add(&[f32::NAN; 3], &class(2));
    // A class without a name has its label; widths are those of characters.
    assert_eq!(
        matrix.with_names(&["Käse", "eine sehr lange Art"].map(String::from)).to_string(),
        "\
true \\ predicted     Käse  eine sehr lange Art  2  NaN
Käse                   10                    0  1    0
eine sehr lange Art     0                 1234  2    0
2                       3                    0  7    1
"
    );
}

#[test]
fn metrics_are_constants() {
    const ACCURACY: Accuracy = Accuracy::new();
    const F1_OF_YES: Binary<F1<2>> = Binary::new(0.0, F1::new(Average::POSITIVE));
    const MATRIX: ConfusionMatrix<2> = ConfusionMatrix::new();
    const NUMBERS: (Rmse<2>, R2<2>, LogLoss, Brier, Mape) =
        (Rmse::new(), R2::new(), LogLoss::new(), Brier::new(), Mape::new());
    assert!(ACCURACY.value().is_nan());
    assert!(F1_OF_YES.value().is_nan() && MATRIX.value().is_nan() && NUMBERS.0.value().is_nan());
}
