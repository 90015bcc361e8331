//! A network learns from a stream, one observation at a time, while the law behind it changes.
//!
//! ```text
//! cargo run --release --example online
//! cargo run --release --example online -- 7
//! ```
//!
//! The argument is the seed. Each prediction is made before its answer is known, so that the error is one on unseen data throughout:
//! Dawid, "Statistical Theory: The Prequential Approach", 1984.

use std::f32::consts::TAU;

use staticnn::prelude::*;

network! {
    /// For the law, which bends.
    #[derive(Clone)]
    struct Bent< 2 -> 16 tanh -> 1 >;
    /// A linear function, for comparison.
    struct Straight< 2 -> 1 >;
}

const OBSERVATIONS: usize = 40_000;
/// After so many observations a copy of the network stops learning.
const FROZEN_AT: usize = 10_000;
/// The law is back where it was after so many observations.
const PERIOD: f32 = 30_000.0;
const NOISE: f32 = 0.1;
const WINDOW: usize = 500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    println!(
        "The law: y = sin(3 x1 + phase) + x2 / 2, seen through noise of {NOISE}. The phase turns once in {PERIOD} observations."
    );
    println!("The stream: {OBSERVATIONS} observations, each predicted, then learnt from, then forgotten.");
    println!("The networks: 2 -> 16 tanh -> 1, with {} parameters, and a linear one, 2 -> 1.", Bent::PARAMETERS);

    let mut bent = Learner::new(Bent::init(&mut rng), Adam::new(1e-2));
    let mut straight = Learner::new(Straight::init(&mut rng), Sgd::new(1e-2));
    let mut frozen = bent.net.clone();
    let mut mean = 0.0;
    let names = ["running mean", "linear", "frozen", "learning"];
    let mut windows: Vec<[f32; 4]> = Vec::new();
    let uniform = Uniform::new(-1.0, 1.0)?;
    for time in 0..OBSERVATIONS {
        let x: [f32; 2] = [uniform.sample(&mut rng), uniform.sample(&mut rng)];
        let noise: f32 = StandardNormal.sample(&mut rng);
        let y = (3.0 * x[0] + TAU * time as f32 / PERIOD).sin() + 0.5 * x[1] + NOISE * noise;

        let by_mean = (mean - y).powi(2);
        mean += 0.01 * (y - mean);
        let by_frozen = (frozen.predict(&x)[0] - y).powi(2);
        let errors = [by_mean, straight.learn(&x, y), by_frozen, bent.learn(&x, y)];
        if time < FROZEN_AT {
            frozen.copy_from(&bent.net);
        }
        if time % WINDOW == 0 {
            windows.push([0.0; 4]);
        }
        if let Some(window) = windows.last_mut() {
            for (sum, error) in window.iter_mut().zip(errors) {
                *sum += error / WINDOW as f32;
            }
        }
    }

    println!("The mean squared error of the predictions; {:.2} is that of the law itself:", NOISE * NOISE);
    println!("{:>16}{:>14}{:>14}{:>14}{:>14}", "observations", names[0], names[1], names[2], names[3]);
    for (part, windows) in windows.chunks(10).enumerate() {
        let [mean, linear, frozen, learning] =
            [0, 1, 2, 3].map(|column| windows.iter().map(|window| window[column]).sum::<f32>() / windows.len() as f32);
        println!("{:>16}{mean:>14.3}{linear:>14.3}{frozen:>14.3}{learning:>14.3}", (part + 1) * 10 * WINDOW);
    }
    println!(
        "The copy that stopped learning after {FROZEN_AT} observations is as good as the other at first. The law moves on, and the copy"
    );
    println!(
        "becomes worse than no network at all, until the law comes round again. Where data drift, a network has to go on"
    );
    println!(
        "learning, and its error has to be watched: the error before each step is always one on unseen data. The rate is a"
    );
    println!("compromise, since a high one follows the law more closely, and the noise too.");
    let path = "target/plots/online.png";
    let curve = |column: usize| {
        let at = |(index, window): (usize, &[f32; 4])| (((index + 1) * WINDOW) as f64, f64::from(window[column]));
        windows.iter().enumerate().map(at).collect::<Vec<_>>()
    };
    let mut chart =
        Chart::new("A law that drifts: error on the next observations").axes("observations", "mean squared error");
    for (column, name) in names.iter().enumerate() {
        chart = chart.line(name, curve(column));
    }
    chart.save(path)?;
    println!("{path}");
    Ok(())
}

/// A network with what a step needs.
struct Learner<N: Network, O> {
    net: N,
    tape: Tape<N>,
    gradient: Gradient<N>,
    optimizer: O,
}

impl<N, O> Learner<N, O>
where
    N: Network<Scalar = f32, Output = [f32; 1]>,
    O: Optimizer<N>,
{
    fn new(net: N, optimizer: O) -> Self {
        Self { net, tape: Tape::new(), gradient: Gradient::new(), optimizer }
    }

    /// Predicts, compares, and takes a step. Returns the squared error of the prediction.
    fn learn(&mut self, x: &N::Input, y: f32) -> f32 {
        self.net.forward(x, &mut self.tape); // the prediction is on the tape
        self.gradient.clear();
        let error = self.net.backward_loss(&mut self.tape, &Mse, &[y], &mut self.gradient);
        self.optimizer.step(&mut self.net, &self.gradient);
        error
    }
}
