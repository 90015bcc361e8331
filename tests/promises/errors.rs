//! What can go wrong when a program runs: each error says a sentence, also where `unwrap` or `main` prints it, and
//! docs/errors.md has its cause and its cure.

use std::error::Error;
use std::fs;
use std::io::ErrorKind;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use staticnn::chart::Heatmap;
use staticnn::metric::{Accuracy, Metric, R2, RocAuc, Scored};
use staticnn::network::fold;
use staticnn::optimizer::Lbfgs;
use staticnn::prelude::*;
use staticnn::scaler::{MinMax, Standardizer};
use staticnn::schedule::{self, Schedule};
use staticnn::trainer;

network! {
    struct Line< 1 -> 1 >;
    #[derive(Debug, Deserialize)]
    struct Read< 2 -> 3 >;
    struct Bare< 1 -> first: 1 no_bias -> last: 1 sigmoid >;
    struct Normalized< 1 -> layer_norm -> 1 >;
    struct Fixed< 1 -> fixed: batch_norm -> 1 relu >;
    struct FixedLate< 1 -> 1 -> Fixed -> last: batch_norm >;
}

/// The error says this, however it is printed, and a table of the page has it.
fn assert_says(error: impl Error, sentence: &str) {
    assert_eq!(error.to_string(), sentence);
    assert_eq!(format!("{error:?}"), sentence);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md")).unwrap();
    assert!(page.contains(&format!("| {sentence} |")), "docs/errors.md has no row for: {sentence}");
}

#[test]
fn wrong_data_is_named() {
    let (two, nothing) = ([[1.0]; 2], [[1.0]; 0]);
    assert_says(Samples::new(&two, &two[..1]).unwrap_err(), "2 inputs but 1 targets: each input needs its target");
    assert_says(Samples::new(&nothing, &nothing).unwrap_err(), "there are no samples: inputs and targets are empty");
    assert_says(Class::<10>::new(10).unwrap_err(), "label 10 is out of range: 10 classes have the labels 0 to 9");
    assert_says(Class::<0>::new(0).unwrap_err(), "label 0 is out of range: there are no classes");
    let error = Line::zeros().predict_batch(&two, &mut [[0.0]]).unwrap_err();
    assert_says(error, "2 inputs need 2 places for their outputs, but there is 1");
    let error = Line::zeros().read_le_bytes(&[0; 7]).unwrap_err();
    assert_says(error, "this network has 8 bytes, but the slice has 7");
}

#[test]
fn what_a_scaler_refuses_is_named() {
    assert_says(Standardizer::<1>::fit(&[]).unwrap_err(), "there are no rows to fit a scaler to");
    let sentence =
        "row 1: column 0 is NaN, but must be finite; correct it or leave the row out (both are counted from 0)";
    assert_says(Standardizer::fit(&[[1.0], [f32::NAN]]).unwrap_err(), sentence);
    let sentence = "the values of column 0 are too far apart: their spread isn't finite; look for a wrong value (columns are \
        counted from 0)";
    assert_says(MinMax::fit(&[[-f32::MAX], [f32::MAX]]).unwrap_err(), sentence);
    let sentence = "the deviation of column 0 is -1.0, but must be finite and at least 0 (columns are counted from 0)";
    assert_says(Standardizer::from_parts([0.0], [-1.0]).unwrap_err(), sentence);
    let sentence = "the maximum of column 0 is 0.5, but its minimum is 1.0 (columns are counted from 0)";
    assert_says(MinMax::from_parts([1.0], [0.5]).unwrap_err(), sentence);

    let scaler = Standardizer::from_parts([1.0], [2.0]).unwrap();
    let sentence = "stage `layer1` is a layer of the kind `layer_norm`, and a scaler is folded into a dense layer: scale by \
        hand, with `apply`";
    assert_says(scaler.fold_into(&mut Normalized::zeros()).unwrap_err(), sentence);
    let sentence = "stage `first` has no bias, and what the scaler subtracts goes there: declare it without `no_bias`, or \
        scale by hand, with `apply`";
    assert_says(scaler.fold_into(&mut Bare::zeros()).unwrap_err(), sentence);
    let sentence = "stage `last` ends in `sigmoid`, and a scaler is folded into a linear last stage: declare it without an \
        activation, or scale by hand, with `invert`";
    assert_says(scaler.fold_into_output(&mut Bare::zeros()).unwrap_err(), sentence);
    let mut line = Line::zeros();
    line.layer1.bias[0] = f32::MAX;
    let sentence = "stage `layer1` would have a weight or a bias that isn't finite: look for parameters that aren't, and for \
        a column whose spread is tiny or huge; the network is unchanged";
    assert_says(scaler.fold_into_output(&mut line).unwrap_err(), sentence);
}

#[test]
fn a_batch_norm_that_is_not_folded_says_why() {
    let refused = |result: Result<(), fold::Error>| result.unwrap_err();
    let sentence = "the batch_norm `fixed` has no stage before it: it folds into a linear conv, depthwise or dense stage; leave \
        it as it is, and predict with it";
    assert_says(refused(Fixed::zeros().fold_batch_norm()), sentence);
    let mut late = FixedLate::zeros();
    let sentence = "stage `layer2.layer2`, before the batch_norm `last`, ends in `relu`, and a batch_norm folds into a linear \
        stage: leave it as it is, and predict with it";
    assert_says(refused(late.fold_batch_norm()), sentence);
    late.layer2.fixed.variance[0] = -1.0;
    let sentence = "stage `layer1` would have a weight or a bias that isn't finite with the batch_norm `layer2.fixed` in it: look \
        for a variance below 0, and for parameters that aren't finite";
    assert_says(refused(late.fold_batch_norm()), sentence);
    let sentence = "stage `first`, before the batch_norm `layer2`, has no bias, and what the batch_norm subtracts and adds goes \
        there: declare it without `no_bias`, and set the bias to 0";
    network! { struct Unbiased< 1 -> first: 2 no_bias -> batch_norm >; }
    assert_says(refused(Unbiased::zeros().fold_batch_norm()), sentence);
    let sentence = "stage `layer1`, before the batch_norm `layer2`, is a layer of the kind `layer_norm`, and a batch_norm folds \
        into a linear conv, depthwise or dense stage: leave it as it is, and predict with it";
    network! { struct Twice< 2 -> layer_norm -> batch_norm >; }
    assert_says(refused(Twice::zeros().fold_batch_norm()), sentence);
}

#[test]
fn a_metric_without_a_value_says_why() {
    let check = |scores: [f32; 3], target: f32| {
        let mut auc = RocAuc::new([Scored::EMPTY; 2]);
        for score in scores {
            auc.add(&[score], &[target]);
        }
        auc.check().unwrap_err()
    };
    let sentence = "3 samples for an area under the curve, but its buffer has room for 2: make it larger";
    assert_says(check([1.0; 3], 1.0), sentence);
    assert_says(check([f32::NAN; 3], 1.0), "a score is NaN, so there is no area under the curve");
    assert_says(check([1.0; 3], 0.5), "a target is neither 0 nor 1, so there is no area under the curve");
    let sentence = "0 samples of class 1 and 0 of class 0: an area under the curve needs both";
    assert_says(RocAuc::new([Scored::EMPTY; 2]).check().unwrap_err(), sentence);
}

#[test]
fn a_training_that_cannot_go_on_says_why() {
    let fit = |samples: &Samples<[f32; 1], [f32; 1]>, rate: f32, batch: usize| {
        let mut trainer = Trainer::new(Mse, Sgd::new(rate)).epochs(10).batch_size(batch);
        trainer.fit(&mut Line::zeros(), samples, &mut ChaCha8Rng::seed_from_u64(1)).unwrap_err()
    };
    let sound = Samples::from((&[[1.0], [2.0]], &[[2.0], [4.0]]));
    assert_says(fit(&sound, 0.1, 0), "a batch of 0 samples: a batch needs 1 or more");
    let full_batch = |start: f32, tolerance: f64| {
        let mut net = Line::zeros();
        net.parameters_mut().fill(start);
        Lbfgs::new(Mse).tolerance(tolerance).fit(&mut net, &sound).unwrap_err()
    };
    assert_says(full_batch(0.0, -1.0), "Lbfgs's tolerance is -1.0, but must be finite and at least 0");
    let end = "isn't finite: start from finite parameters, and scale inputs and targets to about unit size";
    assert_says(
        full_batch(1e30, 0.0),
        &format!("the loss at the start is inf, and it, its gradient or a parameter {end}"),
    );
    let sentence = "the learning rate is NaN, but must be finite and at least 0";
    assert_says(fit(&sound, f32::NAN, 1), sentence);
    assert_says(Sgd::new(f32::NAN).check().unwrap_err(), sentence);
    let unsound = Samples::from((&[[1.0], [f32::NAN]], &[[1.0]; 2]));
    let end =
        "sample 1: input 0 is NaN, but must be finite; correct it or leave the sample out (both are counted from 0)";
    assert_says(fit(&unsound, 0.1, 1), &format!("training {end}"));
    assert_says(Mse.check(&unsound).unwrap_err(), end);
    let large = Samples::from((&[[1.0]], &[[1e30]]));
    let sentence = "the loss isn't finite before the first step: look for infinite or NaN parameters, and scale inputs and \
        targets to about unit size";
    let warning = "the targets are far from unit scale: target 0 has mean 1.000e30 and deviation 0; with such numbers a training \
        is slow or diverges: scale them by `scaler::Standardizer`";
    assert_says(fit(&large, 0.1, 1), &format!("{sentence}; {warning}"));
    let history = History::default();
    assert_says(trainer::Error::Diverged { epoch: 1, last_loss: f64::NAN, history }, sentence);
    let text = fit(&sound, 1e9, 2).to_string();
    let advice =
        "; try a lower learning rate, inputs and targets scaled to about unit size, or `ClipNorm` around the optimizer";
    assert!(text.starts_with("the training diverged in epoch ") && text.ends_with(advice), "{text}");
}

#[test]
fn what_a_trainer_refuses_has_its_row() {
    use trainer::{Error, checkpoint};

    assert_says(Error::NoBatches, "a step of 0 batches: `accumulate` needs 1 or more");
    assert_says(Error::NoPatience, "a patience of 0 epochs: `early_stopping` needs 1 or more");
    let sentence = "the least improvement is NaN, but must be finite and at least 0";
    assert_says(Error::MinImprovement { value: f64::NAN }, sentence);
    assert_says(Error::Seconds { value: 0.0 }, "`max_seconds` is 0.0, but must be above 0");
    let sentence = "the learning rate is 0, so nothing would be learnt: create the optimizer with a rate above 0";
    assert_says(Error::ZeroRate, sentence);
    let sentence = "the optimizer has no rate for the schedule to set: implement `Optimizer::rate` and `Optimizer::set_rate`, \
        or leave the schedule out";
    assert_says(Error::FixedRate, sentence);
    assert_says(schedule::Step::new(0, 0.5).check().unwrap_err(), "Step's interval is 0, but must be at least 1");
    let sentence = "Exponential's factor is -0.5, but must be finite and above 0";
    assert_says(schedule::Exponential::new(-0.5).check().unwrap_err(), sentence);
    let sentence = "the schedule's rate for epoch 3, counted from 0, is -0.02, but must be finite and at least 0";
    assert_says(Error::ScheduledRate { rate: -0.02, of: "epoch", t: 3, history: History::default() }, sentence);
    let sentence = "the range of learning rates is 1.0..=0.1, but must rise from above 0 to a finite end: `1e-6..=1.0`";
    assert_says(Error::RateRange { start: 1.0, end: 0.1 }, sentence);

    use checkpoint::Error::{Damaged, Every, Foreign, Length, Network, Optimizer, Read, Record, Write};
    let path = || "run.checkpoint".into();
    assert_says(Every, "a checkpoint every 0 epochs: `checkpoint` needs 1 or more");
    let (kind, message) = (ErrorKind::IsADirectory, "it is a directory; give the path of a file".into());
    let sentence = "run.checkpoint: the checkpoint can't be written: it is a directory; give the path of a file";
    assert_says(Write { path: path(), kind, message }, sentence);
    let (kind, message) = (ErrorKind::NotFound, "No such file or directory (os error 2)".into());
    let sentence = "run.checkpoint: the checkpoint can't be read: No such file or directory (os error 2)";
    assert_says(Read { path: path(), kind, message }, sentence);
    let sentence = "run.checkpoint: this isn't a checkpoint of staticnn 0.1.0; give the file that `Trainer::checkpoint` has \
        written";
    assert_says(Foreign { path: path() }, sentence);
    let sentence = "run.checkpoint: the checkpoint has 300 bytes, but should have 900: it was cut short or appended to; take an \
        older one, or train from the start";
    assert_says(Length { path: path(), expected: 900, found: 300 }, sentence);
    let sentence = "run.checkpoint: the checkpoint is damaged: its checksum is another one; take an older one, or train from \
        the start";
    assert_says(Damaged { path: path(), what: "its checksum is another one".into() }, sentence);
    let (found, expected) = ("layer1: dense 2 -> 7 tanh".into(), "layer1: dense 2 -> 6 tanh".into());
    let sentence = "run.checkpoint: this is a checkpoint of another network: it has `layer1: dense 2 -> 7 tanh`, and this \
        network has `layer1: dense 2 -> 6 tanh`";
    assert_says(Network { path: path(), found, expected }, sentence);
    let (found, expected) = ("Adam<_>".into(), "Sgd<f32>".into());
    let sentence =
        "run.checkpoint: this checkpoint was written with the optimizer `Adam<_>`, and the trainer has `Sgd<f32>`";
    assert_says(Optimizer { path: path(), found, expected }, sentence);
    let (found, expected) = ("no early stopping".into(), "early stopping".into());
    let sentence = "run.checkpoint: this checkpoint was written with no early stopping, and the trainer has early stopping; \
        give it the same settings";
    assert_says(Record { path: path(), found, expected }, sentence);
}

#[test]
fn targets_and_numbers_that_a_loss_refuses_are_named() {
    let x = [[0.5]; 2];
    let target = |t: f32| [[0.5], [t]];
    let sentence = "sample 1: target 0 is 2.0, but must be from 0 to 1; correct it or leave the sample out (both are counted \
        from 0)";
    assert_says(BinaryCrossEntropy.check(&Samples::from((&x, &target(2.0)))).unwrap_err(), sentence);
    let sentence =
        "sample 0: the targets sum to 9.0, but must sum to 1; divide them by their sum (samples are counted from 0)";
    assert_says(KlDivergence.check(&Samples::from((&[[0.5]], &[[4.0, 5.0]]))).unwrap_err(), sentence);
    let sentence = "Huber's delta is -1.0, but must be finite and above 0";
    assert_says(Huber::new(-1.0).check(&Samples::from((&x, &target(0.5)))).unwrap_err(), sentence);
}

#[test]
fn a_picture_that_cannot_be_drawn_says_why() {
    let history: History = [2.0, 1.0].into_iter().collect();
    let drawn = |chart: Chart, path: &str| chart.save(path).unwrap_err();
    let sentence = "no way to draw `loss.jpg`: a chart's name ends in .png or .svg";
    assert_says(drawn(Chart::new("").curve("", &history), "loss.jpg"), sentence);
    let sentence = "nothing to draw in `loss.svg`: a chart needs at least one finite loss, point or number";
    assert_says(drawn(Chart::new(""), "loss.svg"), sentence);
    let sentence = "a chart of 48 x 32 pixels: each side must be 240 to 3840, see its method `size`";
    assert_says(drawn(Chart::new("").curve("", &history).size(48, 32), "loss.svg"), sentence);
    let sentence = "nothing to draw in `range.svg`: a logarithmic axis begins at 1e-300, and no point is above; leave out \
                    `log_x` or `log_y`";
    assert_says(drawn(Chart::new("").points("", [(-1, 0)]).log_x(), "range.svg"), sentence);
    let sentence = "a chart with regions, a surface or a ROC curve has linear axes: leave out `log_x` and `log_y`";
    assert_says(drawn(Chart::new("").roc("", [(0, 1)]).log_x(), "roc.svg"), sentence);
    let sentence = "a picture of 2 x 3 numbers, but 4 were given: give as many as rows x columns";
    assert_says(Heatmap::weights("", [2, 3], [0.5; 4]).save("weights.svg").unwrap_err(), sentence);
}

#[test]
fn what_serde_reads_and_refuses_is_named() {
    fn assert_says<T: DeserializeOwned>(text: &str, sentence: &str) {
        let error = serde_json::from_str::<T>(text).err().expect(sentence).to_string();
        assert_eq!(error.split(" at line 1 column ").next(), Some(sentence));
        let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md")).unwrap();
        let has = |end: &str| page.contains(&format!("{sentence}{end}"));
        assert!(has(" |") || has("<br>"), "docs/errors.md has no row for: {sentence}");
    }
    let layer = |tensors: &str| format!(r#"{{"layer1":{{{tensors}}}}}"#);
    assert_says::<Read>(&layer(r#""weight":[[1,2,3],[4,5,6]]"#), "missing field `bias`");
    assert_says::<Read>(&layer(r#""gain":[]"#), "unknown field `gain`, expected `weight` or `bias`");
    let sentence = "invalid length 3, expected `weight`, 2 rows of 3 numbers";
    assert_says::<Read>(&layer(r#""weight":[[1,2,3],[4,5,6],[7,8,9]]"#), sentence);
    assert_says::<Read>(&layer(r#""weight":[[1,2],[3,4]]"#), "invalid length 2, expected a row of `weight`, 3 numbers");
    let sentence = "invalid type: null, expected a number (not null, which JSON has for NaN and infinities)";
    assert_says::<Read>(&layer(r#""bias":[null]"#), sentence);
    let zeros = r#"{"layer1":{"weight":[[0]],"bias":[0]}}"#;
    let adam = |power: f64, v: &str| {
        format!(r#"{{"rate":1,"betas":[0.9,0.999],"epsilon":1e-8,"powers":[{power},1],"m":{zeros},"v":{v}}}"#)
    };
    assert_says::<Adam<Line>>(&adam(1.5, zeros), "a power of Adam's betas is 1.5, but must be from 0 to 1");
    let v = zeros.replace("[[0]]", "[[-2.5]]");
    assert_says::<Adam<Line>>(&adam(1.0, &v), "a value of Adam's v is -2.5, but must be at least 0");
    assert_says::<Standardizer<2>>(r#"{"means":[0]}"#, "invalid length 1, expected an array of 2");
    assert_says::<Accuracy>(r#"{"hits":2,"samples":1}"#, "a metric with more hits than predictions");
    let sentence = "a metric of more than 2^53 predictions";
    assert_says::<Accuracy>(r#"{"hits":2,"samples":18014398509481984}"#, sentence);
    let r2 = r#"{"residuals":[[0,0]],"means":[0],"squares":[-1],"samples":2}"#;
    assert_says::<R2<1>>(r2, "a sum of squares below 0");
    let sentence = "2 validation losses, but 3 training losses: there is one per epoch, or none";
    assert_says::<History>(r#"{"training":[3,2,1],"validation":[3,2]}"#, sentence);
}
