//! The dense layer: every network of [`networks`](staticnn_tests::networks) against the slow twin and central differences.

use staticnn::prelude::*;
use staticnn::scalar::Scalar;
use staticnn_tests::drawn::{Target, assert_close, fill, normal, samples};
use staticnn_tests::networks;
use staticnn_tests::slope::{assert_backward, assert_gradient};
use staticnn_tests::twin::Twin;

use crate::passes::{assert_all_close, by_hand};

macro_rules! declare {
    ($($Name:ident ($($shape:tt)+) $($loss:ident)*;)*) => { $(
        network! { #[scalar(f64)] pub struct $Name< $($shape)+ >; }
    )* };
}
networks!(declare);

/// The networks in f32.
pub mod single {
    use staticnn::prelude::network;

    macro_rules! declare {
        ($($Name:ident ($($shape:tt)+) $($loss:ident)*;)*) => { $( network! { pub struct $Name< $($shape)+ >; } )* };
    }
    staticnn_tests::networks!(declare);
}

network! {
    /// Blocks of 64 samples.
    #[scalar(f64)] pub struct Hundreds< 4 -> 300 relu -> 2 >;
    /// Blocks of 32 samples.
    #[scalar(f64)] pub struct Thousand< 2 -> 1030 tanh -> 1 >;
    /// Blocks of 8 samples.
    #[scalar(f64)] pub struct Thousands< 1 -> 4100 relu -> 1 >;
}

/// A loss from its textbook formula, for outputs or, if the loss starts from them, logits.
trait Textbook<Target> {
    fn of(twin: &Twin, x: &[f64], target: &Target) -> f64;
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

impl<const N: usize> Textbook<[f64; N]> for Mse {
    fn of(twin: &Twin, x: &[f64], target: &[f64; N]) -> f64 {
        mean(twin.predict(x).iter().zip(target).map(|(y, t)| (y - t).powi(2)))
    }
}

impl<const N: usize> Textbook<[f64; N]> for Mae {
    fn of(twin: &Twin, x: &[f64], target: &[f64; N]) -> f64 {
        mean(twin.predict(x).iter().zip(target).map(|(y, t)| (y - t).abs()))
    }
}

impl<const N: usize> Textbook<Class<N>> for CrossEntropy {
    fn of(twin: &Twin, x: &[f64], target: &Class<N>) -> f64 {
        let exponentials: Vec<f64> = twin.logits(x).iter().map(|z| z.exp()).collect();
        -(exponentials[target.index()] / exponentials.iter().sum::<f64>()).ln()
    }
}

impl<const N: usize> Textbook<[f64; N]> for BinaryCrossEntropy {
    fn of(twin: &Twin, x: &[f64], target: &[f64; N]) -> f64 {
        mean(twin.logits(x).iter().zip(target).map(|(z, t)| {
            let p = 1.0 / (1.0 + (-z).exp());
            -t * p.ln() - (1.0 - t) * (1.0 - p).ln()
        }))
    }
}

#[test]
fn outputs_are_the_twins() {
    fn check<N, M, const I: usize, const O: usize>(shape: &str)
    where
        N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
        M: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
    {
        let mut rng = ChaCha8Rng::seed_from_u64(11);
        let (mut double, mut single) = (N::ZEROS, M::ZEROS);
        fill(&mut double, &mut rng);
        for (p, q) in double.parameters_mut().iter_mut().zip(single.parameters_mut()) {
            *q = *p as f32;
            *p = f64::from(*q);
        }
        let twin = Twin::new(shape, double.parameters());
        for _ in 0..50 {
            let x = normal::<I>(&mut rng).map(|x| f64::from(x as f32));
            let expected = twin.predict(&x);
            let scale = expected.iter().fold(1.0, |largest: f64, y| largest.max(y.abs()));
            let (y, rounded) = (double.predict(&x), single.predict(&x.map(|x| x as f32)));
            for ((y, rounded), expected) in y.into_iter().zip(rounded).zip(expected) {
                assert!((y - expected).abs() <= 1e-14 * scale, "{shape}: {y} where {expected} is expected");
                assert!((f64::from(rounded) - expected).abs() <= 3e-6 * scale, "{shape}: {rounded}, not {expected}");
            }
        }
    }
    macro_rules! each {
        ($($Name:ident $shape:tt $($loss:ident)*;)*) => { $(
            check::<$Name, single::$Name, _, _>(stringify!($shape));
        )* };
    }
    networks!(each);
}

#[test]
fn losses_are_the_textbooks() {
    fn check<N, L, T, const I: usize, const O: usize>(shape: &str, loss: &L)
    where
        N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
        T: Target,
        L: Loss<[f64; O], N::Head, Target = T> + Textbook<T>,
    {
        let mut rng = ChaCha8Rng::seed_from_u64(12);
        let mut net = N::ZEROS;
        fill(&mut net, &mut rng);
        let twin = Twin::new(shape, net.parameters());
        let (x, targets) = samples::<T, I>(&twin, 40, &mut rng);
        for n in [1, 40] {
            let samples = Samples::new(&x[..n], &targets[..n]).unwrap();
            let expected = mean(x[..n].iter().zip(&targets).map(|(x, target)| L::of(&twin, x, target)));
            assert_close(net.loss(&samples, loss), expected, 1e-13, shape);
        }
    }
    macro_rules! each {
        ($($Name:ident $shape:tt $($loss:ident)*;)*) => { $($(
            check::<$Name, _, _, _, _>(stringify!($shape), &$loss);
        )*)* };
    }
    networks!(each);
}

/// The outputs for the same 300 inputs, in four ways.
#[derive(Clone, Debug)]
struct Ways {
    one_by_one: Vec<Vec<f64>>,
    onto_a_tape: Vec<Vec<f64>>,
    all_together: Vec<Vec<f64>>,
    in_sevens: Vec<Vec<f64>>,
}

fn ways<N, T: Scalar, const I: usize, const O: usize>() -> Ways
where
    N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
{
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let (mut net, mut tape) = (N::ZEROS, Tape::<N>::new());
    for p in net.parameters_mut() {
        *p = T::from_f64(normal::<1>(&mut rng)[0]);
    }
    let inputs: Vec<N::Input> = (0..300).map(|_| normal::<I>(&mut rng).map(T::from_f64)).collect();
    let in_batches_of = |n| {
        let mut outputs = vec![[T::ZERO; O]; inputs.len()];
        for (inputs, outputs) in inputs.chunks(n).zip(outputs.chunks_mut(n)) {
            net.predict_batch(inputs, outputs).unwrap();
        }
        outputs.iter().map(|y| y.map(T::to_f64).to_vec()).collect()
    };
    Ways {
        one_by_one: inputs.iter().map(|x| net.predict(x).map(T::to_f64).to_vec()).collect(),
        onto_a_tape: inputs.iter().map(|x| net.forward(x, &mut tape).map(T::to_f64).to_vec()).collect(),
        all_together: in_batches_of(300),
        in_sevens: in_batches_of(7),
    }
}

/// Every network's, in both precisions.
fn all_ways() -> Vec<(&'static str, Ways)> {
    macro_rules! each {
        ($($Name:ident $shape:tt $($loss:ident)*;)*) => { vec![$(
            (stringify!($shape), ways::<$Name, _, _, _>()),
            (stringify!($shape), ways::<single::$Name, _, _, _>()),
        )*] };
    }
    networks!(each)
}

#[test]
fn predict_and_forward_give_the_same_bits() {
    for (shape, ways) in all_ways() {
        assert_eq!(ways.one_by_one, ways.onto_a_tape, "{shape}");
    }
}

#[test]
fn a_sample_alone_and_among_others_differs_by_rounding_alone() {
    for (shape, ways) in all_ways() {
        let single = ways.one_by_one.iter().flatten().all(|y| f64::from(*y as f32) == *y);
        let largest = ways.one_by_one.iter().flatten().fold(1.0, |largest: f64, y| largest.max(y.abs()));
        // Two orders of at most some hundred additions, in up to five layers.
        let allowed = 1e2 * largest * if single { f64::from(f32::EPSILON) } else { f64::EPSILON };
        for (one, many) in ways.one_by_one.iter().flatten().zip(ways.all_together.iter().flatten()) {
            assert!((one - many).abs() <= allowed, "{shape}: {one} and {many}");
        }
    }
}

#[test]
fn a_sample_gives_the_same_bits_wherever_it_lies_in_a_batch() {
    for (shape, ways) in all_ways() {
        for (together, in_sevens) in ways.all_together.iter().zip(&ways.in_sevens) {
            assert_eq!(together, in_sevens, "{shape}");
        }
    }
}

/// Compares the loss's derivatives with central differences, for networks and batches of several sizes.
fn gradient_is_the_slope<N, L, const I: usize, const O: usize>(shape: &str, loss: &L, sizes: &[usize], some: usize)
where
    N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
    L: Loss<[f64; O], N::Head, Target: Target>,
{
    let mut gradient = Gradient::<N>::boxed();
    for (seed, n) in (0..).zip(sizes) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut net = N::boxed();
        fill(&mut *net, &mut rng);
        let (x, targets) = samples::<L::Target, I>(&Twin::new(shape, net.parameters()), *n, &mut rng);
        assert_gradient(&mut *net, &Samples::new(&x, &targets).unwrap(), loss, &mut gradient, some, shape);
    }
}

#[test]
fn gradient_is_the_slope_for_every_activation_loss_and_head() {
    macro_rules! check {
        ($($Name:ident $shape:tt $($loss:ident)*;)*) => { $($(
            gradient_is_the_slope::<$Name, _, _, _>(stringify!($shape), &$loss, &[1, 1, 2, 5], usize::MAX);
        )*)* };
    }
    networks!(check);
}

#[test]
fn gradient_is_the_slope_however_the_samples_fall_into_blocks() {
    let sizes = [1, 127, 128, 129, 300];
    gradient_is_the_slope::<Lesson, _, _, _>("3 -> 12 relu -> 1", &Mse, &sizes, usize::MAX);
    gradient_is_the_slope::<Ragged, _, _, _>("5 -> 7 tanh -> 3 softmax", &CrossEntropy, &sizes, usize::MAX);
    gradient_is_the_slope::<Hundreds, _, _, _>("4 -> 300 relu -> 2", &BinaryCrossEntropy, &[63, 64, 65, 130], 7);
    gradient_is_the_slope::<Thousand, _, _, _>("2 -> 1030 tanh -> 1", &Mse, &[31, 32, 33, 70], 7);
    gradient_is_the_slope::<Thousands, _, _, _>("1 -> 4100 relu -> 1", &Mse, &[7, 8, 9, 20], 7);
}

#[test]
fn backward_is_the_slope_of_the_outputs_whatever_gradient_arrives() {
    fn check<N, const I: usize, const O: usize>(shape: &str)
    where
        N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
    {
        for seed in 0..4 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut net = N::ZEROS;
            fill(&mut net, &mut rng);
            let (x, arriving) = samples::<[f64; O], I>(&Twin::new(shape, net.parameters()), 1, &mut rng);
            assert_backward(&mut net, &x[0], &arriving[0].map(|g| 4.0 * g - 2.0), shape);
        }
    }
    macro_rules! each {
        ($($Name:ident $shape:tt $($loss:ident)*;)*) => { $( check::<$Name, _, _>(stringify!($shape)); )* };
    }
    networks!(each);
}

#[test]
fn backward_summed_over_the_samples_is_gradient() {
    fn check<N, const I: usize, const O: usize>(shape: &str, sizes: &[usize])
    where
        N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
    {
        let mut gradient = Gradient::<N>::boxed();
        for n in sizes {
            let mut rng = ChaCha8Rng::seed_from_u64(3);
            let mut net = N::boxed();
            fill(&mut *net, &mut rng);
            let (x, y) = samples::<[f64; O], I>(&Twin::new(shape, net.parameters()), *n, &mut rng);
            let samples = Samples::new(&x, &y).unwrap();
            net.gradient(&samples, &Mse, &mut gradient);
            assert_all_close(gradient.parameters(), &by_hand(&samples, &Mse, &*net), shape);
        }
    }
    macro_rules! each {
        ($($Name:ident $shape:tt $($loss:ident)*;)*) => { $(
            check::<$Name, _, _>(stringify!($shape), &[1, 127, 128, 129, 300]);
        )* };
    }
    networks!(each);
    check::<Thousands, _, _>("1 -> 4100 relu -> 1", &[7, 8, 9, 20]);
}
