//! What can go wrong when a program runs: each error says a sentence, also where `unwrap` or `main` prints it, and
//! docs/errors.md has its cause and its cure.

use std::error::Error;
use std::fs;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use staticnn::optimizer::Lbfgs;
use staticnn::prelude::*;

network! {
    struct Line< 1 -> 1 >;
    #[derive(Debug, Deserialize)]
    struct Read< 2 -> 3 >;
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
fn a_training_that_cannot_go_on_says_why() {
    let fit = |samples: &Samples<[f32; 1], [f32; 1]>, rate: f32, batch: usize| {
        let trainer = Trainer::new(Mse, Sgd::new(rate)).epochs(10).batch_size(batch);
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
    assert_says(fit(&large, 0.1, 1), sentence);
    let text = fit(&sound, 1e9, 2).to_string();
    let advice =
        "; try a lower learning rate, inputs and targets scaled to about unit size, or `ClipNorm` around the optimizer";
    assert!(text.starts_with("the training diverged in epoch ") && text.ends_with(advice), "{text}");
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
    let sentence = "nothing to draw in `loss.svg`: a chart needs at least one finite loss or point";
    assert_says(drawn(Chart::new(""), "loss.svg"), sentence);
    let sentence = "a chart of 48 x 32 pixels: each side must be 240 to 3840, see `Chart::size`";
    assert_says(drawn(Chart::new("").curve("", &history).size(48, 32), "loss.svg"), sentence);
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
    let sentence = "2 validation losses, but 3 training losses: there is one per epoch, or none";
    assert_says::<History>(r#"{"training":[3,2,1],"validation":[3,2]}"#, sentence);
}
