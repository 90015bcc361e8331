//! The shares of a training step that activations and the update of Adam take.

use std::hint::black_box;

use staticnn::prelude::*;

use crate::cases::{Effort, inputs, median};
use crate::peak::now;

/// Activations that compute nothing in the forward pass, and in the backward pass what the others do.
mod plain {
    use staticnn::activation::{Activation, FromInput, FromOutput, Real};

    /// z, with a derivative as that of tanh.
    pub struct Output;
    /// z, with a derivative that the tape keeps.
    pub struct Input;

    impl Activation for Output {
        type Derivative = FromOutput;
        const NAME: &'static str = "plain::Output";

        fn value<R: Real>(z: R) -> R {
            z
        }
        fn derivative<R: Real>(y: R) -> R {
            R::from_f64(1.0) - y * y
        }
    }

    impl Activation for Input {
        type Derivative = FromInput;
        const NAME: &'static str = "plain::Input";

        fn value<R: Real>(z: R) -> R {
            z
        }
        fn derivative<R: Real>(_: R) -> R {
            R::from_f64(1.0)
        }
    }
}

network! {
    struct Outputs< 8 -> 64 plain::Output -> 64 plain::Output -> 2 >;
    struct Inputs< 8 -> 64 plain::Input -> 64 plain::Input -> 2 >;
    struct Tanhs< 8 -> 64 tanh -> 64 tanh -> 2 >;
    struct Sigmoids< 8 -> 64 sigmoid -> 64 sigmoid -> 2 >;
    struct Silus< 8 -> 64 silu -> 64 silu -> 2 >;
    struct Gelus< 8 -> 64 gelu -> 64 gelu -> 2 >;
    struct GeluTanhs< 8 -> 64 gelu_tanh -> 64 gelu_tanh -> 2 >;
    struct Digits< 64 -> 64 relu -> 32 relu -> 10 >;
    struct Mnist< 784 -> 128 relu -> 10 >;
}

/// Measures them on this process's instruction set, and prints a table.
pub fn all(set: &str, effort: Effort) {
    println!("\n{set}\n\n| what | in a step of | ns, 16 values | % of the step |\n|---|---|---:|---:|");
    const ROWS: usize = 256;
    let case = "8-64-64-2, 256, MSE, Adam";
    let step = |with: &mut dyn FnMut(), without: &mut dyn FnMut(), name: &str| {
        let rounds = in_turn(effort, [with, without]);
        print(name, case, ROWS * 128, &rounds, |[with, without]| [with - without, with]);
    };
    macro_rules! activations {
        ($($name:literal: $Network:ident, $Plain:ident;)*) => { $(
            let [mut with, _] = training::<$Network, _, 8>(&Mse, inputs(ROWS).leak());
            let [mut without, _] = training::<$Plain, _, 8>(&Mse, inputs(ROWS).leak());
            step(&mut with, &mut without, $name);
        )* };
    }
    activations! {
        "tanh": Tanhs, Outputs;
        "sigmoid": Sigmoids, Outputs;
        "silu and its derivative": Silus, Inputs;
        "gelu and its derivative": Gelus, Inputs;
        "gelu_tanh and its derivative": GeluTanhs, Inputs;
    }

    let classes = |rows: usize| (0..rows).map(|row| Class::<10>::new(row * 7 % 10)).collect::<Result<Vec<_>, _>>();
    let (Ok(few), Ok(many)) = (classes(64), classes(128)) else { unreachable!("below 10") };
    let update = |[mut step, mut update]: [Box<dyn FnMut()>; 2], case: &str, parameters: usize| {
        let rounds = in_turn(effort, [&mut *step, &mut *update]);
        print("the update of Adam", case, parameters, &rounds, |[step, update]| [update, step]);
    };
    update(training::<Tanhs, _, 8>(&Mse, inputs(ROWS).leak()), "8-64-64-2 tanh, 256, MSE", size_of::<Tanhs>() / 4);
    update(training::<Digits, _, 64>(&CrossEntropy, few.leak()), "64-64-32-10, 64, CE", size_of::<Digits>() / 4);
    update(training::<Mnist, _, 784>(&CrossEntropy, many.leak()), "784-128-10, 128, CE", size_of::<Mnist>() / 4);
}

/// Returns a whole step with Adam, and the update alone.
fn training<N, L, const I: usize>(loss: &'static L, targets: &'static [L::Target]) -> [Box<dyn FnMut()>; 2]
where
    N: Network<Scalar = f32, Input = [f32; I]> + 'static,
    L: Loss<N::Output, N::Head>,
{
    let new = || {
        let mut net = N::boxed();
        net.initialize(&LeCun::normal(), &mut ChaCha8Rng::seed_from_u64(42));
        let x: &'static [[f32; I]] = inputs::<I>(targets.len()).leak();
        let Ok(samples) = Samples::new(x, targets) else { unreachable!("as many targets as inputs") };
        let mut gradient = Gradient::<N>::boxed();
        net.gradient(&samples, loss, &mut gradient);
        (net, samples, gradient, Adam::boxed(1e-7))
    };
    let (mut net, samples, mut gradient, mut optimizer) = new();
    let step = move || {
        black_box(net.gradient(black_box(&samples), loss, &mut gradient));
        optimizer.step(&mut *net, &gradient);
    };
    let (mut net, _, gradient, mut optimizer) = new();
    let update = move || optimizer.step(black_box(&mut *net), black_box(&gradient));
    [Box::new(step), Box::new(update)]
}

/// Returns the seconds of two calls that take turns, so that other load slows both.
fn in_turn(effort: Effort, calls: [&mut dyn FnMut(); 2]) -> Vec<[f64; 2]> {
    let mut calls = calls.map(|call| (call, 1));
    let mut rounds = Vec::new();
    let start = now();
    while now() - start < 3.0 * effort.seconds {
        rounds.push(calls.each_mut().map(|(call, count)| {
            let start = now();
            for _ in 0..*count {
                call();
            }
            let each = (now() - start) / f64::from(*count);
            // About 100 microseconds in the next round.
            *count = (100e-6 / each).clamp(1.0, 1000.0) as u32;
            each
        }));
    }
    rounds
}

/// Prints the medians over the rounds: `part` returns what to show of a round, and the whole step.
fn print(what: &str, case: &str, values: usize, rounds: &[[f64; 2]], part: fn([f64; 2]) -> [f64; 2]) {
    let each = median(rounds.iter().map(|round| part(*round)[0] * 1e9 * 16.0 / values as f64).collect());
    let share = median(rounds.iter().map(|round| part(*round)).map(|[part, step]| 100.0 * part / step).collect());
    println!("| {what} | {case} | {each:.2} | {share:.1} |");
}
