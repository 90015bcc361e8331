//! A recurrent network tells gestures apart, from the accelerations that a wrist measures, and says so while the hand still moves.
//!
//! ```text
//! cargo run --release --example gesture
//! cargo run --release --example gesture -- 7
//! ```
//!
//! The argument is the seed.
//!
//! A sequence is classified as a whole: `gru 16` reads 48 frames of three accelerations, and `last` keeps its state after the last
//! one, from which a dense stage makes a number for each class. Gestures differ in length, from 24 to 48 frames at 25 Hz, and a
//! window has one: shorter ones are padded at the front, so that the last step is always the end of the gesture, and what `last` hands
//! on has seen all of it. Frames before a gesture are rest, as they are in a stream. The accelerations are computed: circles, shakes,
//! swipes, taps and a hand that rests, of any size and speed, with noise.
//!
//! In use there are no windows. `step` takes a frame at a time and each time returns what the class would be if the gesture ended
//! here. To be asked early has to be trained: each training sequence is cut off at a random frame of its second half.
//!
//! The example takes a second. It prints how many of the gestures held out are told right, 97 % of the complete ones and 92 % of
//! those cut off after half of their frames, draws a gesture of each class and which are taken for which, and streams a gesture.

use std::error::Error;
use std::f32::consts::TAU;

use rand::RngExt;
use staticnn::chart::Heatmap;
use staticnn::dataset::Dataset;
use staticnn::metric::{ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// From 48 frames of three accelerations to five classes.
    struct Gesture< 48x3 -> gru 16 -> last -> 5 >;
}

const NAMES: [&str; 5] = ["rest", "circle", "shake", "swipe", "taps"];
const FRAMES: usize = 48;
const EPOCHS: usize = 15;
/// The standard deviation of the noise, beside accelerations of about 1.
const NOISE: f32 = 0.5;

type Frame = [f32; 3];
type Sequence = [Frame; FRAMES];

/// The acceleration after a share of a gesture, from 0 to 1. `variant` are random numbers from 0 to 1, the same for a whole gesture.
fn acceleration(class: usize, share: f32, variant: [f32; 3]) -> Frame {
    let [size, turns, start] = variant;
    let size = 0.6 + 0.8 * size;
    match class {
        0 => [0.0; 3],
        1 => {
            let angle = TAU * (start + (1.0 + turns) * share); // one to two turns
            [size * angle.cos(), size * angle.sin(), 0.0]
        }
        2 => [size * (TAU * (3.0 + 2.0 * turns) * share).sin(), 0.2 * size, 0.0],
        3 => [1.5 * size * (TAU * share).sin() * (0.5 + turns), 0.0, -0.3 * size * (TAU * share / 2.0).sin()],
        _ => {
            let tap = |at: f32| (-((share - at) / 0.04).powi(2)).exp();
            [0.0, 0.0, 2.0 * size * (tap(0.15 + 0.1 * start) + tap(0.55 + 0.3 * turns))]
        }
    }
}

/// Returns a gesture, that ends with the last of the frames, after so large a share of it.
fn gesture(class: usize, share: f32, rng: &mut ChaCha8Rng) -> Sequence {
    let (length, variant) = (rng.random_range(24..=FRAMES), [(); 3].map(|()| rng.random()));
    let (shown, noise) = ((share * length as f32) as usize, Normal::new(0.0, NOISE));
    std::array::from_fn(|frame| {
        let moved = (frame + shown).checked_sub(FRAMES); // frames since the gesture has begun
        let still = moved.map_or([0.0; 3], |moved| acceleration(class, moved as f32 / length as f32, variant));
        still.map(|value| value + noise.map_or(0.0, |noise| noise.sample(rng)))
    })
}

/// Gestures, as many of each class, that are cut off after a share of their frames in this range.
fn gestures(
    count: usize,
    [from, to]: [f32; 2],
    rng: &mut ChaCha8Rng,
) -> Result<Dataset<Sequence, Class<5>>, Box<dyn Error>> {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for number in 0..count {
        let share = from + (to - from) * rng.random::<f32>();
        inputs.push(gesture(number % 5, share, rng));
        targets.push(Class::new(number % 5)?);
    }
    Ok(Dataset::new(inputs, targets)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let training = gestures(2000, [0.5, 1.0], &mut rng)?;
    let (held_out, half) = (gestures(1000, [1.0, 1.0], &mut rng)?, gestures(1000, [0.5, 0.5], &mut rng)?);
    println!("The data: {} gestures, cut off in their second half, and {} held out.", training.len(), held_out.len());
    println!("The network, which reads {FRAMES} frames in a window, or one after the other in a stream:");
    print!("{}", Gesture::summary());

    let mut net = Gesture::init(&mut rng);
    Trainer::new(CrossEntropy, ClipNorm::new(1.0, Adam::new(1e-2)))
        .epochs(EPOCHS)
        .batch_size(32)
        .schedule(Cosine::new(EPOCHS))
        .fit(&mut net, &training, &mut rng)?;
    let early = ConfusionMatrix::new().measure(&net, &half);
    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&net, &held_out);
    println!(
        "Of the held-out gestures {:.1} % are right, and of those cut off after half {:.1} %.",
        100.0 * right,
        100.0 * early
    );
    println!("Which of the complete ones are taken for which ({}):", NAMES.join(", "));
    print!("{confusion}");
    let path = "target/plots/gesture_confusion.png";
    Heatmap::confusion("Held-out gestures", confusion.counts(), NAMES).save(path)?;
    println!("{path}");

    println!("A gesture of each class, one after the other:");
    let path = "target/plots/gesture_sequences.png";
    // y and z are drawn lower, so that the lines don't cross.
    let chart = Chart::new(&format!("From left to right: {}", NAMES.join(", "))).axes("frame", "acceleration");
    let chart = ["x", "y - 5", "z - 10"].into_iter().enumerate().fold(chart, |chart, (axis, name)| {
        let frames = held_out.inputs().iter().take(NAMES.len()).flatten();
        let value = move |frame: &Frame| f64::from(frame[axis]) - 5.0 * axis as f64;
        chart.line(name, frames.map(value).enumerate())
    });
    let chart = (1..NAMES.len()).fold(chart, |chart, class| chart.mark("", class * FRAMES));
    chart.size(1200, 640).save(path)?;
    println!("{path}");

    let class = 2;
    println!(
        "A {} as a stream, after half a second of rest: what the network holds likely after every fourth frame.",
        NAMES[class]
    );
    print!("{:>6}", "frame");
    NAMES.iter().for_each(|name| print!("{name:>8}"));
    println!();
    let (mut state, variant) = (State::<Gesture>::new(), [0.5; 3]);
    let noise = Normal::new(0.0, NOISE)?;
    for frame in 1..=12 + 40 {
        let still = if frame <= 12 { [0.0; 3] } else { acceleration(class, (frame - 12) as f32 / 40.0, variant) };
        let output = net.step(&still.map(|value| value + noise.sample(&mut rng)), &mut state);
        if frame % 4 == 0 {
            print!("{frame:>6}");
            softmax(&output).iter().for_each(|likely| print!("{:>6.0} %", 100.0 * likely));
            println!("{:>8}", NAMES[Class::most_likely(&output).index()]);
        }
    }
    Ok(())
}
