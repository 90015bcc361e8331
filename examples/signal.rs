//! Convolutions along time tell noisy waveforms apart: sine, triangle, square and sawtooth, of any pitch and phase.
//!
//! ```text
//! cargo run --release --example signal
//! cargo run --release --example signal -- 7
//! ```
//!
//! The argument is the seed.

use std::error::Error;

use rand::RngExt;
use staticnn::chart::{Heatmap, Tiles};
use staticnn::dataset::Dataset;
use staticnn::metric::{ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// 128 samples of a signal. What the convolutions find counts wherever it is: its mean over time goes on.
    struct Listener<
        128x1 -> first: conv 12 (9) relu -> max_pool 2
            -> conv 24 (5) relu -> max_pool 2
            -> conv 24 (5) relu -> global_avg_pool -> 4
    >;
}

const NAMES: [&str; 4] = ["sine", "triangle", "square", "sawtooth"];
const EPOCHS: usize = 12;
/// The standard deviation of the noise, beside waves from -1 to 1.
const NOISE: f32 = 0.3;

type Signal = [[f32; 1]; 128];

/// The value of a waveform at a phase, in periods.
fn wave(form: usize, phase: f32) -> f32 {
    let phase = phase.fract();
    match form {
        0 => (std::f32::consts::TAU * phase).sin(),
        1 => 4.0 * (phase - 0.5).abs() - 1.0,
        2 => (0.5 - phase).signum(),
        _ => 2.0 * phase - 1.0,
    }
}

/// Noisy waves of 4 to 10 periods, as many of each form.
fn signals(count: usize, rng: &mut ChaCha8Rng) -> Result<Dataset<Signal, Class<4>>, Box<dyn Error>> {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for number in 0..count {
        let (periods, start): (f32, f32) = (rng.random_range(4.0..10.0), rng.random_range(0.0..1.0));
        let mut signal = [[0.0; 1]; 128];
        for (step, [value]) in signal.iter_mut().enumerate() {
            let noise: f32 = rng.sample(StandardNormal);
            *value = wave(number % 4, start + periods * step as f32 / 128.0) + NOISE * noise;
        }
        inputs.push(signal);
        targets.push(Class::new(number % 4)?);
    }
    Ok(Dataset::new(inputs, targets)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (training, held_out) = (signals(2000, &mut rng)?, signals(1000, &mut rng)?);
    println!("The data: {} waves of 128 samples with noise, and {} held out.", training.len(), held_out.len());
    println!("The network, whose convolutions run along the samples:");
    print!("{}", Listener::summary());

    let mut net = Listener::init(&mut rng);
    let history = Trainer::new(CrossEntropy, AdamW::new(5e-3, 0.01))
        .epochs(EPOCHS)
        .schedule(Cosine::new(EPOCHS))
        .validation(&held_out.samples())
        .fit(&mut net, &training, &mut rng)?;
    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&net, &held_out);
    println!("Of the held-out waves {:.1} % are right. Which are taken for which:", 100.0 * right);
    print!("{confusion}");
    let path = "target/plots/signal_confusion.png";
    Heatmap::confusion("Held-out waves", confusion.counts(), NAMES).save(path)?;
    println!("{path}");
    let path = "target/plots/signal_loss.png";
    Chart::new("Waves: cross-entropy").curve("", &history).log_y().save(path)?;
    println!("{path}");

    println!("The first wave of each form:");
    let path = "target/plots/signal_waves.png";
    let chart = Chart::new("Waves with noise").axes("sample", "value, each form 3 above the one before");
    held_out
        .inputs()
        .iter()
        .take(4)
        .zip(NAMES)
        .enumerate()
        .fold(chart, |chart, (form, (signal, name))| {
            let points = signal.iter().enumerate().map(move |(step, [value])| [step as f32, value + 3.0 * form as f32]);
            chart.line(name, points)
        })
        .save(path)?;
    println!("{path}");

    println!(
        "The filters of the first convolution, nine samples each. A filter is large where the wave has its shape:"
    );
    let path = "target/plots/signal_filters.png";
    Tiles::weights("First filters", [1, 9], net.first.weight.iter().flatten().flatten().flatten()).save(path)?;
    println!("{path}");
    Ok(())
}
