//! Losses over the steps of a series, all of them or those that have a target.

use staticnn::activation::Linear;
use staticnn::loss::{Error, Masked};
use staticnn::prelude::*;
use staticnn_tests::drawn::assert_close;
use staticnn_tests::slope::assert_gradient;

network! {
    #[scalar(f64)] struct Logits< 5x2 -> 3 tanh -> 3 >;
    #[scalar(f64)] struct Shares< 5x2 -> 3 tanh -> 3 softmax >;
}

fn class(label: usize) -> Class<3> {
    Class::new(label).unwrap()
}

/// Inputs of some samples, more than a block of one row has.
fn inputs() -> [[[f64; 2]; 5]; 7] {
    let value = |sample: usize, step: usize, k: f64| (k * (1 + 5 * sample + step) as f64).sin();
    std::array::from_fn(|sample| std::array::from_fn(|step| [1.3, 2.9].map(|k| value(sample, step, k))))
}

/// The class at a step, and whether the step counts.
fn targets() -> [[Option<Class<3>>; 5]; 7] {
    let masks = ["11111", "11100", "00111", "10101", "01010", "00000", "00001"];
    let mask = |sample: usize, step: usize| masks[sample].as_bytes()[step] == b'1';
    std::array::from_fn(|sample| {
        std::array::from_fn(|step| mask(sample, step).then(|| class((2 * sample + step * step) % 3)))
    })
}

#[test]
fn derivatives_over_steps_are_the_slopes_on_both_heads() {
    let (x, all) = (inputs(), targets().map(|steps| steps.map(|class| class.unwrap_or(Class::new(1).unwrap()))));
    let shares = all.map(|steps| steps.map(|class| class.one_hot::<f64>().map(|t| 0.1 + 0.7 * t)));
    let (mut logits, mut probabilities) = (Logits::zeros(), Shares::zeros());
    logits.initialize(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(1));
    probabilities.parameters_mut().copy_from_slice(logits.parameters());
    macro_rules! check {
        ($($loss:expr, $targets:expr;)*) => { $(
            let (t, what) = ($targets, stringify!($loss));
            let samples = Samples::from((&x, &t));
            let mut gradients = (Gradient::new(), Gradient::new());
            assert_gradient(&mut logits, &samples, &$loss, &mut gradients.0, usize::MAX, what);
            assert_gradient(&mut probabilities, &samples, &$loss, &mut gradients.1, usize::MAX, what);
            // Both start from logits.
            assert_eq!(gradients.0.parameters(), gradients.1.parameters(), "{what}");
        )* };
    }
    check! {
        CrossEntropy, all;
        Masked(CrossEntropy), targets();
        KlDivergence, shares;
        Masked(KlDivergence), shares.map(|[a, b, c, ..]| [None, Some(a), Some(b), None, Some(c)]);
    }
    let numbers = x.map(|steps| steps.map(|[a, b]| if a > 0.0 { Some([a, b, a - b]) } else { None }));
    let samples = Samples::from((&x, &numbers));
    assert_gradient(&mut logits, &samples, &Masked(Mse), &mut Gradient::new(), usize::MAX, "Masked(Mse)");
    // A loss of values that doesn't start from logits, after softmax.
    assert_gradient(
        &mut probabilities,
        &samples,
        &Masked(Mse),
        &mut Gradient::new(),
        usize::MAX,
        "Masked(Mse), softmax",
    );
}

#[test]
fn a_loss_over_steps_is_the_mean_of_its_steps() {
    let (y, t) = ([[0.5, -1.0, 2.0], [3.0, 0.0, -2.0]], [class(0), class(2)]);
    let mut gradient = [[f64::NAN; 3]; 2];
    let loss = Loss::<_, Linear>::sample(&CrossEntropy, &y, &t, &mut gradient);
    let mut sum = 0.0;
    for step in 0..2 {
        let mut of_step = [0.0; 3];
        sum += Loss::<_, Linear>::sample(&CrossEntropy, &y[step], &t[step], &mut of_step);
        for (found, expected) in gradient[step].iter().zip(of_step) {
            assert_close(*found, expected / 2.0, 1e-15, "a derivative");
        }
    }
    assert_close(loss, sum / 2.0, 1e-15, "the loss");
}

#[test]
fn steps_without_a_target_have_no_part_in_the_loss_even_where_the_output_is_nan() {
    let nan = [f64::NAN; 3];
    let (y, t) =
        ([nan, [0.5, -1.0, 2.0], nan, [3.0, 0.0, -2.0], nan], [None, Some(class(0)), None, Some(class(2)), None]);
    let mut gradients = [[nan; 5]; 2];
    let loss = Loss::<_, Linear>::sample(&Masked(CrossEntropy), &y, &t, &mut gradients[0]);
    let (mut valid, expected) = ([nan; 2], Loss::<[[f64; 3]; 2], Linear>::sample);
    assert_eq!(loss, expected(&CrossEntropy, &[y[1], y[3]], &[class(0), class(2)], &mut valid));
    assert_eq!(gradients[0], [[0.0; 3], valid[0], [0.0; 3], valid[1], [0.0; 3]]);

    let nothing = Loss::<_, Linear>::sample(&Masked(CrossEntropy), &[nan; 5], &[None; 5], &mut gradients[1]);
    assert_eq!((nothing, gradients[1]), (0.0, [[0.0; 3]; 5]));
}

#[test]
fn a_network_learns_nothing_from_steps_without_a_target() {
    let net = Logits::init(&mut ChaCha8Rng::seed_from_u64(2));
    let (x, t) = (inputs(), targets());
    let (mut padded, mut gradients) = (x, [Gradient::<Logits>::new(), Gradient::new()]);
    for (steps, targets) in padded.iter_mut().zip(&t) {
        steps.iter_mut().zip(targets).filter(|(_, target)| target.is_none()).for_each(|(step, _)| *step = [9.0, -7.0]);
    }
    let losses = [(&x, &mut 0), (&padded, &mut 1)]
        .map(|(x, which)| net.gradient(&Samples::from((x, &t)), &Masked(CrossEntropy), &mut gradients[*which]));
    assert_eq!(losses[0], losses[1]);
    assert_eq!(gradients[0].parameters(), gradients[1].parameters());
    // One by one, as with indices and weights, and as by hand.
    let (one, mut tape, mut by_hand) = (Samples::from((&x, &t)), Tape::new(), Gradient::new());
    let mut sum = 0.0;
    for (x, t) in one.iter() {
        net.forward(x, &mut tape);
        sum += net.backward_loss(&mut tape, &Masked(CrossEntropy), t, &mut by_hand);
    }
    assert_close(sum / 7.0, losses[0], 1e-14, "the mean loss");
}

#[test]
fn a_target_that_the_loss_refuses_is_named_by_sample_and_step() {
    let x = [[[0.0; 2]; 5]; 2];
    let refused = |target: [[Option<[f64; 3]>; 5]; 2]| {
        let refused = |result: Result<(), Error>| result.unwrap_err().to_string();
        refused(Loss::<[[f64; 3]; 5], Linear>::check(&Masked(KlDivergence), &Samples::from((&x, &target))))
    };
    let (good, mut bad) = ([Some([0.2, 0.3, 0.5]); 5], [None; 5]);
    bad[3] = Some([0.2, 0.3, 0.25]);
    assert_eq!(
        refused([good, bad]),
        "sample 1, step 3: the targets sum to 0.75, but must sum to 1; divide them by their sum (both are counted from 0)"
    );
    bad[3] = Some([1.2, -0.2, 0.0]);
    assert_eq!(
        refused([good, bad]),
        "sample 1, step 3: target 1 is -0.2, but must be finite and at least 0; correct it or leave the step out (all \
         are counted from 0)"
    );
    let all = bad.map(|step| step.unwrap_or([0.5, 0.5, 0.0]));
    let targets = [[[1.0, 0.0, 0.0]; 5], all];
    let samples = Samples::from((&x, &targets));
    let error = Loss::<[[f64; 3]; 5], Linear>::check(&KlDivergence, &samples).unwrap_err();
    assert!(matches!(error, Error::StepTarget { sample: 1, step: 3, column: 1, .. }), "{error}");
}

#[test]
fn a_training_with_a_mask_reports_the_masked_loss() {
    let (x, t) = (inputs(), targets());
    let samples = Samples::from((&x, &t));
    let mut net = Shares::init(&mut ChaCha8Rng::seed_from_u64(3));
    let before = net.loss(&samples, &Masked(CrossEntropy));
    let trainer = Trainer::new(Masked(CrossEntropy), Adam::new(1e-2)).epochs(30).batch_size(3);
    let mut trainer = trainer.validation(&samples);
    let history = trainer.fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(4)).unwrap();
    assert!(history.last().is_some_and(|last| last < before));
    assert_close(*history.validation().last().unwrap(), net.loss(&samples, &Masked(CrossEntropy)), 1e-12, "the loss");
}
