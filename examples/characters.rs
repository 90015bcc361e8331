//! A recurrent network learns a page of text, letter by letter, and writes on.
//!
//! ```text
//! cargo run --release --example characters
//! cargo run --release --example characters -- 7
//! ```
//!
//! The argument is the seed.
//!
//! The text is reduced to 27 characters: the letters, and a space for all else. A character is a class, so an input is
//! `[Class<27>; 32]`. `embedding 16` learns 16 features for each class, `gru 64` carries a state from character to character, and the
//! last stage puts out, at each of the 32 steps, the probabilities of the character that follows. The targets are the same text one
//! character later, so the cross-entropy of one window counts 32 predictions.
//!
//! The first nine tenths of the text are trained on, and the rest is held out. A page is little, and a GRU of this size could learn
//! it by heart: `dropout` and weight decay keep it from that. Their rates were chosen by the text held out, so on another page the loss is
//! a little higher. Training takes about a second.
//!
//! To write, the network is a stream: `step` takes one character and returns the probabilities of the next one, from which one is
//! drawn and taken as the next input. The memory is in `State`; the text may be longer than a window. A temperature below 1 makes
//! likely characters likelier: the text becomes more regular, and repeats itself.
//!
//! The example prints the cross-entropy of the text held out, read as a stream: 2.8 bits per character, and 4.0 for a prediction by
//! how often each character occurs. It draws the losses over the epochs. That of the windows held out is a little higher than that of
//! the stream, because a window's first characters have few before them. It writes three texts: words that can be pronounced, and no
//! sense.

use std::error::Error;
use std::f64::consts::LN_2;

use rand::distr::weighted::WeightedIndex;
use staticnn::dataset::Dataset;
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// From 32 characters to the one after each.
    struct Writer< 32 x classes(27) -> embedding 16 -> dropout 0.2 -> gru 64 -> dropout 0.3 -> 27 softmax >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/alice.txt");
const ALPHABET: &str = " abcdefghijklmnopqrstuvwxyz";
const WINDOW: usize = 32;
/// A window starts at every fourth character.
const STRIDE: usize = 4;
const EPOCHS: usize = 12;

type Letter = Class<27>;
type Window = [Letter; WINDOW];

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let text = letters(&std::fs::read_to_string(FILE)?)?;
    let (known, held_out) = text.split_at(text.len() * 9 / 10);
    println!("The data: {} characters by Lewis Carroll to train on, and {} held out.", known.len(), held_out.len());
    println!("The network, which reads {WINDOW} characters in a window, or one after the other in a stream:");
    print!("{}", Writer::summary());

    let (training, validation) = (windows(known)?, windows(held_out)?);
    let mut net = Writer::init(&mut rng);
    let history = Trainer::new(CrossEntropy, ClipNorm::new(1.0, AdamW::new(1e-2, 0.3)))
        .epochs(EPOCHS)
        .batch_size(32)
        .schedule(Cosine::new(EPOCHS))
        .validation(&validation.samples())
        .fit(&mut net, &training, &mut rng)?;
    let (loss, baseline) = (by_network(&net, held_out), by_frequency(known, held_out));
    println!(
        "The cross-entropy of the text held out is {loss:.2} bits per character, and by frequency {baseline:.2} bits."
    );

    let path = "target/plots/characters_loss.png";
    // `CrossEntropy` is in nats: the natural logarithm of a probability, where bits are that to base 2.
    let curve = |losses: &[f64]| (1..).zip(losses).map(|(epoch, loss)| (epoch, loss / LN_2)).collect::<Vec<_>>();
    Chart::new("Characters: cross-entropy")
        .axes("epoch", "bits per character")
        .line("training, with dropout", curve(history.training()))
        .line("held out, in windows", curve(history.validation()))
        .line("held out, by frequency", [1, EPOCHS].map(|epoch| (epoch, baseline)))
        .save(path)?;
    println!("{path}");

    for temperature in [0.3, 0.6, 1.0] {
        println!("The network goes on from `alice was `, at a temperature of {temperature}:");
        println!("    {}", write(&net, "alice was ", 100, temperature, &mut rng)?);
    }
    Ok(())
}

/// The letters of a text, in lower case, and a space for whatever is between words.
fn letters(text: &str) -> Result<Vec<Letter>, Box<dyn Error>> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let spaced = words.collect::<Vec<_>>().join(" ").to_ascii_lowercase() + " ";
    Ok(spaced.chars().filter_map(|letter| ALPHABET.find(letter)).map(Class::new).collect::<Result<_, _>>()?)
}

/// Windows of a text, each with the same window one character later.
fn windows(text: &[Letter]) -> Result<Dataset<Window, Window>, Box<dyn Error>> {
    let pair = |text: &[Letter]| (std::array::from_fn(|step| text[step]), std::array::from_fn(|step| text[step + 1]));
    let (inputs, targets) = text.windows(WINDOW + 1).step_by(STRIDE).map(pair).unzip();
    Ok(Dataset::new(inputs, targets)?)
}

/// The cross-entropy in bits per character of a text that the network reads as a stream.
fn by_network(net: &Writer, text: &[Letter]) -> f64 {
    let mut state = State::<Writer>::new();
    let bits = |pair: &[Letter]| -f64::from(net.step(&pair[0], &mut state)[pair[1].index()]).log2();
    text.windows(2).map(bits).sum::<f64>() / (text.len() - 1) as f64
}

/// The cross-entropy in bits per character, if each character is predicted by how often it occurs in the text to train on.
fn by_frequency(known: &[Letter], held_out: &[Letter]) -> f64 {
    let mut counts = [1.0; 27]; // one more than there are, so that none is 0
    known.iter().for_each(|letter| counts[letter.index()] += 1.0);
    let total: f64 = counts.iter().sum();
    held_out.iter().map(|letter| -(counts[letter.index()] / total).log2()).sum::<f64>() / held_out.len() as f64
}

/// Returns a beginning and what the network writes after it.
fn write(
    net: &Writer,
    beginning: &str,
    length: usize,
    temperature: f32,
    rng: &mut ChaCha8Rng,
) -> Result<String, Box<dyn Error>> {
    let (mut state, mut likely) = (State::<Writer>::new(), [1.0; 27]);
    for letter in letters(beginning)? {
        likely = net.step(&letter, &mut state);
    }
    let mut text = beginning.to_owned();
    for _ in 0..length {
        let weights = likely.map(|probability| probability.powf(1.0 / temperature));
        let drawn = WeightedIndex::new(weights)?.sample(rng);
        text.push_str(&ALPHABET[drawn..=drawn]);
        likely = net.step(&Class::new(drawn)?, &mut state);
    }
    Ok(text)
}
