//! Dropout: which values are dropped, how often, and what doesn't matter for it.

use staticnn::layer::{Layer, check};
use staticnn::layers::Dropout;
use staticnn::prelude::*;
use staticnn::shape::{Image, U2, U3, U5};

network! {
    /// The derivative of each bias says whether a value is dropped.
    #[scalar(f64)]
    struct Drops< 1 -> 64 -> dropout 0.3 >;
    #[block(1)]
    #[scalar(f64)]
    struct DropsOneByOne< 1 -> 64 -> dropout 0.3 >;
    /// A dropout at another stage.
    #[scalar(f64)]
    struct DropsLater< 1 -> 32 -> 64 -> dropout 0.3 >;
    #[scalar(f64)]
    struct Inner< 64 -> dropout 0.3 >;
    #[scalar(f64)]
    struct Twice< 1 -> 64 -> Inner -> Inner >;
    #[scalar(f64)]
    struct Deep< 3 -> 6 tanh -> dropout 0.5 -> 5 -> dropout 0.1 -> 2 >;
}

type Mask = [bool; 64];

const KEPT: f64 = 0.7;

fn ones<N: Network<Scalar = f64>>() -> N {
    let mut net = N::ZEROS;
    // Weights 0 and biases 1: y is 0 or 1 / (1 - p).
    net.parameters_mut()[N::PARAMETERS - 64..].fill(1.0);
    net
}

/// What a step keeps of one sample of a batch, by the derivatives of the biases.
fn mask<N>(gradient: &mut Gradient<N>, samples: usize, sample: usize) -> Mask
where
    N: Network<Scalar = f64, Input = [f64; 1], Output = [f64; 64]>,
    Mse: Loss<[f64; 64], N::Head, Target = [f64; 64]>,
{
    let (x, t) = (vec![[0.0]; samples], vec![[-1.0; 64]; samples]);
    let weights: Vec<f64> = (0..samples).map(|index| f64::from(u8::from(index == sample))).collect();
    ones::<N>().gradient(&Samples::weighted(&x, &t, &weights).unwrap(), &Mse, gradient);
    let derivatives = &gradient.parameters()[N::PARAMETERS - 64..];
    std::array::from_fn(|index| {
        let kept = derivatives[index] != 0.0;
        let expected = if kept { (1.0 / KEPT + 1.0) * 2.0 / 64.0 / KEPT } else { 0.0 };
        assert!((derivatives[index] - expected).abs() < 1e-12, "{} isn't {expected}", derivatives[index]);
        kept
    })
}

/// The mask of a seed and a step.
fn mask_of(seed: u64, step: usize, samples: usize, sample: usize) -> Mask {
    let mut gradient = Gradient::<Drops>::new().seeded(seed);
    for _step in 0..step {
        mask(&mut gradient, 1, 0);
    }
    mask(&mut gradient, samples, sample)
}

#[test]
fn a_mask_depends_on_seed_step_and_place_alone() {
    let expected = mask_of(7, 2, 100, 70);
    assert_eq!(mask_of(7, 2, 71, 70), expected, "another batch");
    assert_eq!(mask_of(7, 2, 2000, 70), expected, "partial sums");
    let mut gradient = Gradient::<DropsOneByOne>::new();
    gradient.set_seed(7);
    for _step in 0..2 {
        mask(&mut gradient, 5, 0);
    }
    assert_eq!(mask(&mut gradient, 100, 70), expected, "another block");
    assert_eq!(mask_of(0, 0, 1, 0), mask(&mut Gradient::<Drops>::new(), 1, 0), "the seed 0 otherwise");
    let others = [mask_of(8, 2, 100, 70), mask_of(7, 3, 100, 70), mask_of(7, 2, 100, 71), mask_of(70, 2, 100, 7)];
    assert!(others.iter().all(|other| *other != expected));
    let mut later = Gradient::<DropsLater>::new().seeded(7);
    assert_ne!(mask(&mut later, 1, 0), mask_of(7, 0, 1, 0), "another stage");
}

/// How often both of two values are kept is a normal number of deviations from the product of the rates.
fn independent(pairs: &[(bool, bool)], what: &str) {
    let (n, both) = (pairs.len() as f64, pairs.iter().filter(|(a, b)| *a && *b).count() as f64);
    let p = KEPT * KEPT;
    let deviations = (both - n * p) / (n * p * (1.0 - p)).sqrt();
    assert!(deviations.abs() < 4.0, "{what}: both are kept in {both} of {n}, {deviations:.1} deviations away");
}

#[test]
fn rates_are_right_and_masks_independent() {
    // 400 steps, of which the mask of a sample is compared with those of its neighbours.
    let mut gradient = Gradient::<Drops>::new().seeded(1);
    let mut later = Gradient::<DropsLater>::new().seeded(1);
    let steps: Vec<[Mask; 2]> = (0..400)
        .map(|step| {
            // A call is a step: another gradient of the same seed gives the next sample.
            gradient.set_seed(1 + step / 40);
            std::array::from_fn(|sample| mask(&mut gradient, 40, (step as usize % 40 + sample) % 40))
        })
        .collect();
    let firsts: Vec<Mask> = steps.iter().map(|[first, _]| *first).collect();
    for place in 0..64 {
        let kept = firsts.iter().filter(|mask| mask[place]).count() as f64;
        let deviations = (kept - 400.0 * KEPT) / (400.0 * KEPT * (1.0 - KEPT)).sqrt();
        assert!(deviations.abs() < 4.5, "value {place} is kept in {kept} of 400, {deviations:.1} deviations away");
    }
    let kept = firsts.as_flattened().iter().filter(|kept| **kept).count() as f64;
    let n = 400.0 * 64.0;
    assert!((kept - n * KEPT).abs() < 4.0 * (n * KEPT * (1.0 - KEPT)).sqrt(), "{kept} of {n} are kept");
    let neighbours = |by: usize| {
        firsts
            .iter()
            .flat_map(move |mask| (by..64).map(move |place| (mask[place - by], mask[place])))
            .collect::<Vec<_>>()
    };
    for by in [1, 2, 4, 8, 16, 32] {
        independent(&neighbours(by), &format!("values {by} apart"));
    }
    let pairs = |from: &[Mask], to: &[Mask]| -> Vec<_> {
        from.as_flattened().iter().copied().zip(to.as_flattened().iter().copied()).collect()
    };
    independent(&pairs(&firsts[..399], &firsts[1..]), "samples one apart");
    let seconds: Vec<Mask> = steps.iter().map(|[_, second]| *second).collect();
    independent(&pairs(&firsts, &seconds), "steps one apart");
    independent(&pairs(&firsts[..360], &firsts[40..]), "seeds one apart");
    later.set_seed(1);
    gradient.set_seed(1);
    let stages: Vec<[Mask; 2]> = (0..100).map(|_| [mask(&mut gradient, 1, 0), mask(&mut later, 1, 0)]).collect();
    let [one, other] = [0, 1].map(|index| stages.iter().map(|masks| masks[index]).collect::<Vec<_>>());
    independent(&pairs(&one, &other), "stages one apart");
}

#[test]
fn a_network_that_is_two_stages_draws_for_each() {
    let (net, mut tape) = (ones::<Twice>(), Tape::<Twice>::new().seeded(5));
    let kept: usize = (0..200).map(|_| net.forward(&[0.0], &mut tape).iter().filter(|y| **y != 0.0).count()).sum();
    // Both keep it: with equal masks, it would be 0.7 of them.
    let (n, p) = (200.0 * 64.0, KEPT * KEPT);
    assert!((kept as f64 - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt(), "{kept} of {n} are kept");
}

#[test]
fn nothing_else_drops() {
    let net = ones::<Drops>();
    let samples = (&[[0.0]; 40], &[[1.0; 64]; 40]);
    assert_eq!(net.loss(&Samples::from(samples), &Mse), 0.0);
    assert_eq!(net.predict(&[0.0]), [1.0; 64]);
    let mut outputs = [[0.0; 64]; 40];
    net.predict_batch(&[[0.0]; 40], &mut outputs).unwrap();
    assert_eq!(outputs, [[1.0; 64]; 40]);
    assert_eq!(net.forward(&[0.0], &mut Tape::new()), [1.0; 64]);
}

#[test]
fn a_seeded_tape_drops_what_the_steps_drop() {
    let (mut net, x, t) = (Deep::init(&mut ChaCha8Rng::seed_from_u64(1)), [0.3, -0.7, 1.1], [0.4, -0.2]);
    net.layer1.bias.fill(0.5);
    let (mut tape, mut by_hand) = (Tape::<Deep>::new().seeded(9), Gradient::<Deep>::new());
    let mut at_once = Gradient::<Deep>::new().seeded(9);
    let mut losses = Vec::new();
    for _step in 0..3 {
        net.forward(&x, &mut tape);
        by_hand.clear();
        let loss = net.backward_loss(&mut tape, &Mse, &t, &mut by_hand);
        assert_eq!(net.gradient(&Samples::from((&[x], &[t])), &Mse, &mut at_once), loss);
        assert_eq!(by_hand.parameters(), at_once.parameters());
        losses.push(loss);
    }
    assert!(losses[0] != losses[1] && losses[1] != losses[2]);

    // The derivatives are slopes, where the same values are dropped.
    let step = 1e-6;
    let output = |net: &Deep, x: &[f64; 3]| -> f64 {
        let mut tape = Tape::<Deep>::new();
        tape.set_seed(9);
        let y = net.forward(x, &mut tape);
        3.0 * y[0] - y[1]
    };
    let mut tape = Tape::<Deep>::new().seeded(9);
    net.forward(&x, &mut tape);
    by_hand.clear();
    let dx = net.backward(&tape, &[3.0, -1.0], &mut by_hand);
    for index in 0..Deep::PARAMETERS {
        let value = net.parameters()[index];
        let mut at = |offset: f64| {
            net.parameters_mut()[index] = value + offset;
            output(&net, &x)
        };
        let slope = (at(step) - at(-step)) / (2.0 * step);
        net.parameters_mut()[index] = value;
        let found = by_hand.parameters()[index];
        assert!((found - slope).abs() < 1e-8, "parameter {index}: {found}, but the slope is {slope}");
    }
    for index in 0..3 {
        let at = |offset: f64| {
            let mut x = x;
            x[index] += offset;
            output(&net, &x)
        };
        let slope = (at(step) - at(-step)) / (2.0 * step);
        assert!((dx[index] - slope).abs() < 1e-8, "input {index}: {}, but the slope is {slope}", dx[index]);
    }
}

#[test]
fn it_has_a_rate_and_no_parameters() {
    type Fifth = Dropout<f64, Image<U3, U2, U5>, { f64::to_bits(0.2) }, 1>;
    assert_eq!(size_of::<Fifth>(), 0);
    assert_eq!((Fifth::STAGE.attributes[0].name, Fifth::STAGE.attributes[0].value), ("rate", 0.2));
    assert!(Fifth::STAGE.random && Deep::STAGE.is_random() && !Fifth::OUTLINE.random);
    assert_eq!(format!("{:?}", Fifth::ZEROED), "Dropout 3x2x5 -> 3x2x5, 0 parameters");
    check::<Fifth>(1).unwrap();
}
