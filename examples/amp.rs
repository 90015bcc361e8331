//! A recurrent network learns the sound of an overdrive from its input and its output, and then stands in for it, sample by sample.
//!
//! ```text
//! cargo run --release --example amp
//! cargo run --release --example amp -- 7
//! ```
//!
//! The argument is the seed.
//!
//! A distortion pedal is a nonlinear function with memory: filters keep some milliseconds of the signal, and the operating point moves
//! with its loudness. What a dense network would need a long window of samples for, a recurrent one keeps in its state: `lstm 20`
//! sees one sample at a time and carries 40 numbers to the next. The pedal here is a short program, so that nothing has to be
//! recorded; with a recording of a real one the rest of the example is the same (Wright, Damskägg, Juvela and Välimäki, "Real-Time
//! Guitar Amplifier Emulation with Deep Learning", 2020, whose networks have this form).
//!
//! Training is truncated backpropagation through time. The recording of eight seconds is cut into 32 segments that run side by side,
//! as the 32 samples of a batch, and each segment into windows of 64 audio samples. A step of the optimizer takes one window of every
//! segment, derivatives end at the window's start, and the state goes on into the next window: `gradient_carried`. At the segments'
//! ends `restart` sets all states to zero.
//!
//! The example takes some ten seconds. It prints the error-to-signal ratio on four seconds that were not trained on, the sum of
//! (y - t)² over the sum of t²: 0.4 %. It prints how much faster than real time the network runs on one core at 48 kHz with buffers
//! of 64: about a hundred times. And it draws the waveform and the harmonics that the network adds to a sine, each beside the pedal's.

use std::error::Error;
use std::f64::consts::TAU;
use std::time::Instant;

use rand::RngExt;
use staticnn::prelude::*;
use staticnn::schedule::{Cosine, Schedule};

network! {
    /// A window of 64 samples. In a stream it takes one after the other.
    struct Amp< 64x1 -> lstm 20 -> 1 >;
}

/// Audio samples a second.
const RATE: usize = 48_000;
const WINDOW: usize = 64;
const SEGMENTS: usize = 32;
/// How long the recording to learn is, in s, and that which is held out.
const SECONDS: [usize; 2] = [8, 4];
const EPOCHS: usize = 30;
/// The sine whose harmonics are compared. Its period divides the length of the transform, so each harmonic is one bin.
const SINE: f64 = 440.0;

type Sample = [f32; 1];
type Window = [Sample; WINDOW];

/// A filter with one pole, by the share of the way to its input that it goes in a sample.
struct LowPass {
    share: f64,
    value: f64,
}

impl LowPass {
    /// With this corner frequency, in Hz.
    fn new(corner: f64) -> Self {
        Self { share: 1.0 - (-TAU * corner / RATE as f64).exp(), value: 0.0 }
    }

    fn filter(&mut self, x: f64) -> f64 {
        self.value += self.share * (x - self.value);
        self.value
    }
}

/// The pedal: less bass, much gain into a curve that bends sooner above 0 than below, less treble. What it puts out charges a
/// capacitor within some ten milliseconds, and the charge shifts the curve: a loud tone sounds other than a quiet one after it.
struct Pedal {
    bass: LowPass,
    charge: LowPass,
    treble: LowPass,
}

impl Pedal {
    fn new() -> Self {
        Self { bass: LowPass::new(150.0), charge: LowPass::new(15.0), treble: LowPass::new(5000.0) }
    }

    fn play(&mut self, x: f64) -> f64 {
        let driven = 8.0 * (x - self.bass.filter(x)) - 1.5 * self.charge.value;
        let bent = if driven > 0.0 { 0.6 * (driven / 0.6).tanh() } else { driven.tanh() };
        self.charge.filter(bent.abs());
        self.treble.filter(bent)
    }
}

/// What is played: a second each of plucked chords, of a tone that rises from 40 Hz to 10 kHz, and of noise, at various levels.
fn play(seconds: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let mut signal = Vec::new();
    for second in 0..seconds {
        let level = rng.random_range(0.2..1.0);
        let (mut tones, mut muffled, mut phase) = ([[0.0; 2]; 3], LowPass::new(rng.random_range(500.0..5000.0)), 0.0);
        for step in 0..RATE {
            if step % (RATE / 4) == 0 {
                tones = tones.map(|_| [rng.random_range(80.0..800.0), rng.random_range(0.1..0.4)]);
            }
            let since = (step % (RATE / 4)) as f64 / RATE as f64; // the last pluck, in s
            signal.push(match second % 4 {
                2 => {
                    phase += 40.0 * 250_f64.powf(step as f64 / RATE as f64) / RATE as f64;
                    level * (TAU * phase).sin()
                }
                3 => level * muffled.filter(rng.sample(StandardNormal)),
                _ => {
                    let string = |[pitch, share]: [f64; 2]| {
                        let wave = |n: f64| (TAU * n * pitch * since).sin() * (-6.0 * n * since).exp() / n;
                        share * (1..=4).map(|n| wave(f64::from(n))).sum::<f64>()
                    };
                    tones.map(string).iter().sum::<f64>() * (1.0 - (-2000.0 * since).exp())
                }
            });
        }
    }
    signal
}

/// A signal, and what the pedal makes of it.
fn record(signal: impl IntoIterator<Item = f64>) -> (Vec<Sample>, Vec<Sample>) {
    let mut pedal = Pedal::new();
    signal.into_iter().map(|x| ([x as f32], [pedal.play(x) as f32])).unzip()
}

/// Cuts a recording into segments: returns the first window of every segment, then the second of every one, and so on.
fn windows(recording: &[Sample]) -> Vec<Window> {
    let segment = recording.len() / SEGMENTS;
    let starts = (0..segment / WINDOW).flat_map(|window| (0..SEGMENTS).map(move |r| r * segment + window * WINDOW));
    starts.map(|start| std::array::from_fn(|step| recording[start + step])).collect()
}

/// Runs a recording through the network in buffers of 64, as an audio interface asks for them.
fn stream(net: &Amp, input: &[Sample]) -> Result<Vec<Sample>, Box<dyn Error>> {
    let (mut output, mut state) = (vec![[0.0]; input.len()], State::<Amp>::new());
    for (input, output) in input.chunks(WINDOW).zip(output.chunks_mut(WINDOW)) {
        net.run(input, output, &mut state)?;
    }
    Ok(output)
}

/// The sum of the squared errors over that of the squared targets.
fn error_to_signal(output: &[Sample], target: &[Sample]) -> f64 {
    let sum = |value: &dyn Fn(&Sample, &Sample) -> f32| {
        output.iter().zip(target).map(|(y, t)| f64::from(value(y, t)).powi(2)).sum::<f64>()
    };
    sum(&|[y], [t]| y - t) / sum(&|_, [t]| *t)
}

/// The level of a frequency in dB below full scale: one bin of a discrete Fourier transform.
fn decibel(signal: &[Sample], frequency: f64) -> f64 {
    let turn = TAU * frequency / RATE as f64;
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (step, &[y]) in signal.iter().enumerate() {
        let (sin, cos) = (turn * step as f64).sin_cos();
        real += f64::from(y) * cos;
        imaginary += f64::from(y) * sin;
    }
    20.0 * (2.0 * real.hypot(imaginary) / signal.len() as f64).max(1e-9).log10()
}

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (input, target) = record(play(SECONDS[0], &mut rng));
    let (held_out, held_out_target) = record(play(SECONDS[1], &mut rng));
    let [learnt, unseen] = SECONDS;
    println!(
        "The data: {learnt} s of chords, sweeps and noise at 48 kHz, with what the pedal makes of them; {unseen} s are held out."
    );
    println!("The network, which takes one sample at a time in a stream:");
    print!("{}", Amp::summary());
    println!("A stream's state takes {} bytes.", size_of::<State<Amp>>());

    let (inputs, targets) = (windows(&input), windows(&target));
    let mut net = Amp::init(&mut rng);
    let (mut gradient, mut optimizer) = (Gradient::<Amp>::boxed(), ClipNorm::new(1.0, Adam::new(1e-2)));
    let power = target.iter().map(|[t]| t * t).sum::<f32>() / target.len() as f32;
    println!(
        "Truncated backpropagation: {SEGMENTS} segments side by side, windows of {WINDOW} samples, states carried on."
    );
    println!("{:>6}{:>16}{:>10}", "epoch", "error / signal", "seconds");
    let start = Instant::now();
    for epoch in 1..=EPOCHS {
        optimizer.set_rate(Cosine::new(EPOCHS).rate(1e-2, epoch - 1) as f32);
        let (mut sum, mut steps) = (0.0, 0.0);
        gradient.restart();
        for (inputs, targets) in inputs.chunks(SEGMENTS).zip(targets.chunks(SEGMENTS)) {
            sum += net.gradient_carried(&Samples::new(inputs, targets)?, &Mse, &mut gradient)?;
            steps += 1.0;
            optimizer.step(&mut net, &gradient);
        }
        if epoch == 1 || epoch % 5 == 0 {
            println!("{epoch:>6}{:>14.2} %{:>10.1}", 100.0 * sum / steps / power, start.elapsed().as_secs_f64());
        }
    }

    let output = stream(&net, &held_out)?;
    let ratio = error_to_signal(&output, &held_out_target);
    println!("The error-to-signal ratio on what was held out: {:.2} %, {:.1} dB.", 100.0 * ratio, 10.0 * ratio.log10());
    let mut taken = f64::INFINITY; // the best of five, in s: other programs run too
    for _ in 0..5 {
        let start = Instant::now();
        stream(&net, &held_out)?;
        taken = taken.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{unseen} s in buffers of {WINDOW} take {:.1} ms on one core: {:.0} times faster than real time, {:.0} ns a sample.",
        1e3 * taken,
        unseen as f64 / taken,
        1e9 * taken / held_out.len() as f64
    );

    println!("A chord at its start, through the pedal and through the network:");
    let path = "target/plots/amp_waveform.png";
    let part = RATE / 4..RATE / 4 + 480;
    let wave = |signal: &[Sample]| {
        let points = signal[part.clone()].iter().enumerate();
        points.map(|(step, &[y])| (1e3 * step as f64 / RATE as f64, f64::from(y))).collect::<Vec<_>>()
    };
    Chart::new("A plucked chord, not trained on")
        .axes("time in ms", "signal, as a share of full scale")
        .line("input", wave(&held_out))
        .line("pedal", wave(&held_out_target))
        .line("network", wave(&output))
        .save(path)?;
    println!("{path}");

    let (sine, by_pedal) = record((0..RATE).map(|step| 0.3 * (TAU * SINE * step as f64 / RATE as f64).sin()));
    let by_network = stream(&net, &sine)?;
    println!("The harmonics of a sine of {SINE} Hz at 0.3 of full scale, in dB:");
    println!("{:>10}{:>10}{:>10}", "Hz", "pedal", "network");
    let settled = RATE / 2..; // the first half is for the filters to settle
    let level = |signal: &[Sample], frequency| decibel(&signal[settled.clone()], frequency);
    for harmonic in 1..=8 {
        let frequency = f64::from(harmonic) * SINE;
        println!("{frequency:>10}{:>10.1}{:>10.1}", level(&by_pedal, frequency), level(&by_network, frequency));
    }
    let path = "target/plots/amp_spectrum.png";
    let spectrum = |signal: &[Sample], step: f64| {
        let frequencies = (1..).map(|bin| step * f64::from(bin)).take_while(|&frequency| frequency <= 10e3);
        frequencies.map(|frequency| (frequency / 1e3, level(signal, frequency).max(-90.0))).collect::<Vec<_>>()
    };
    Chart::new("A sine of 440 Hz: the harmonics that both add")
        .axes("frequency in kHz", "level in dB, cut off at -90")
        .line("pedal", spectrum(&by_pedal, 20.0))
        .points("network", spectrum(&by_network, SINE))
        .save(path)?;
    println!("{path}");
    Ok(())
}
