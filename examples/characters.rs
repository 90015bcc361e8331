//! A recurrent network learns a page of text, letter by letter, and writes on.
//!
//! ```text
//! cargo run --release --example characters
//! cargo run --release --example characters -- 7
//! ```
//!
//! The argument is the seed.
//!
//! The text is reduced to 27 characters: the letters, and a space for all else. A window of 32 of them, each a row with a one where
//! its letter is, runs through `gru 64`; the state after the last one, `last`, goes on, and the 27 outputs are the logits of the
//! character that follows. Every position of the text is such a window, and cross-entropy compares it with what follows there.
//! The first nine tenths of the text are learnt. On the rest the loss says when to stop: one page is soon known by heart, and a
//! network that knows its page by heart is worse on the next one.
//!
//! To write, the network is a stream: it is shown a beginning, then draws a character from `softmax` of its outputs, takes it as the
//! next input, and so on; one `step` a character, however long the text is. The logits are divided by a temperature first. A low
//! one makes the likely characters more likely: the text becomes more regular, and repeats itself.
//!
//! The example takes some seconds. It prints the loss on the text held out in bits a character, 2.8, beside that of guessing by how
//! often each character occurs, 4.0; it draws the losses over the epochs, and writes three texts. A page is little to learn a
//! language from: at a low temperature come short words in a likely order, at a high one letters that can be pronounced, and no sense.

use std::error::Error;

use rand::RngExt;
use staticnn::dataset::Dataset;
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// From 32 characters to the one that follows.
    struct Writer< 32x27 -> gru 64 -> last -> 27 >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/alice.txt");
const ALPHABET: &[u8; 27] = b" abcdefghijklmnopqrstuvwxyz";
const WINDOW: usize = 32;
const EPOCHS: usize = 12;

type Letter = Class<27>;
/// Windows, and the letter that follows each.
type Windows = Dataset<[[f32; 27]; WINDOW], Letter>;

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let text = letters(&std::fs::read_to_string(FILE)?)?;
    let (known, held_out) = text.split_at(text.len() * 9 / 10);
    println!("The data: {} characters by Lewis Carroll to learn, and {} held out.", known.len(), held_out.len());
    println!("The network:");
    print!("{}", Writer::summary());

    let (training, validation) = (windows(known)?, windows(held_out)?);
    let mut net = Writer::init(&mut rng);
    let history = Trainer::new(CrossEntropy, ClipNorm::new(1.0, AdamW::new(5e-3, 0.1)))
        .epochs(EPOCHS)
        .batch_size(32)
        .schedule(Cosine::new(EPOCHS))
        .validation(&validation.samples())
        .early_stopping(3)
        .fit(&mut net, &training, &mut rng)?;
    let frequencies = frequencies(known);
    let guess = held_out.iter().map(|letter| -frequencies[letter.index()].log2()).sum::<f64>() / held_out.len() as f64;
    let loss = f64::from(net.loss(&validation.samples(), &CrossEntropy)) / 2_f64.ln();
    println!("Of a character held out, the network misses {loss:.2} bits, and its frequency alone {guess:.2} bits.");
    let path = "target/plots/characters_loss.png";
    Chart::new("Characters: cross-entropy").curve("", &history).save(path)?;
    println!("{path}");

    for temperature in [0.3, 0.6, 1.0] {
        println!("The network goes on from `alice was `, at a temperature of {temperature}:");
        println!("    {}", write(&net, "alice was ", 100, temperature, &mut rng)?);
    }
    Ok(())
}

/// The letters of a text, in small ones, and a space for whatever is between them.
fn letters(text: &str) -> Result<Vec<Letter>, Box<dyn Error>> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let spaced = words.collect::<Vec<_>>().join(" ").to_ascii_lowercase() + " ";
    let number = |letter: u8| if letter == b' ' { 0 } else { usize::from(letter - b'a') + 1 };
    Ok(spaced.bytes().map(|letter| Class::new(number(letter))).collect::<Result<_, _>>()?)
}

/// A row with a one at the letter.
fn one_hot(letter: Letter) -> [f32; 27] {
    std::array::from_fn(|index| f32::from(u8::from(index == letter.index())))
}

/// All windows of a text, each with the letter that follows.
fn windows(text: &[Letter]) -> Result<Windows, Box<dyn Error>> {
    let pair = |window: &[Letter]| (std::array::from_fn(|step| one_hot(window[step])), window[WINDOW]);
    let (inputs, targets) = text.windows(WINDOW + 1).map(pair).unzip();
    Ok(Dataset::new(inputs, targets)?)
}

/// How often each character occurs, as a share of all.
fn frequencies(text: &[Letter]) -> [f64; 27] {
    let mut counts = [1.0; 27]; // one more than there are, so that none is 0
    text.iter().for_each(|letter| counts[letter.index()] += 1.0);
    counts.map(|count| count / (text.len() + 27) as f64)
}

/// Returns a beginning and what the network writes after it.
fn write(
    net: &Writer,
    beginning: &str,
    length: usize,
    temperature: f32,
    rng: &mut ChaCha8Rng,
) -> Result<String, Box<dyn Error>> {
    let (mut state, mut logits) = (State::<Writer>::new(), [0.0; 27]);
    for letter in letters(beginning)? {
        logits = net.step(&one_hot(letter), &mut state);
    }
    let mut text = beginning.to_owned();
    for _ in 0..length {
        let likely = softmax(&logits.map(|logit| logit / temperature));
        let mut rest: f32 = rng.random(); // from 0 to 1: the character whose share of that it falls into is drawn
        let drawn = likely.iter().position(|share| {
            rest -= share;
            rest < 0.0
        });
        let letter = Class::new(drawn.unwrap_or(0))?; // rounding may leave a rest
        text.push(char::from(ALPHABET[letter.index()]));
        logits = net.step(&one_hot(letter), &mut state);
    }
    Ok(text)
}
