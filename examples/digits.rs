//! Real data: handwritten digits of 8 x 8 pixels, and what the units of a network look for in them.
//!
//! ```text
//! cargo run --release --example digits
//! cargo run --release --example digits -- 7
//! ```
//!
//! The argument is the seed.

use staticnn::chart::{Heatmap, Tiles};
use staticnn::dataset::Dataset;
use staticnn::dataset::csv::Csv;
use staticnn::metric::{ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// From the pixels, row by row, to the digit.
    struct Digits< 64 -> 64 relu -> 10 softmax >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/digits8x8.csv");
const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const EPOCHS: usize = 30;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let pixels: Dataset<[f32; 64], _> = Csv::open(FILE)?.rest_as_inputs().label_number("digit")?;
    let digits = pixels.map_inputs(|pixels| pixels.map(|ink| ink / 16.0)); // from 0 to 1
    let (rest, held_out) = digits.stratified_split(0.2, &mut rng)?;
    let (training, validation) = rest.stratified_split(0.1, &mut rng)?;
    println!("The data: {} handwritten digits of 8 x 8 pixels, about as many of each in every part:", digits.len());
    println!(
        "{} to train on, {} to stop the training by, and {} held out, which play no part until the end.",
        training.len(),
        validation.len(),
        held_out.len()
    );
    println!(
        "The network: 64 -> 64 relu -> 10 softmax, with {} parameters, by AdamW, whose rate falls to 0.",
        Digits::PARAMETERS
    );

    let mut net = Digits::init(&mut rng);
    let history = Trainer::new(CrossEntropy, AdamW::new(1e-2, 0.3))
        .epochs(EPOCHS)
        .schedule(Cosine::new(EPOCHS))
        .validation(&validation.samples())
        .early_stopping(10)
        .fit(&mut net, &training, &mut rng)?;
    let (epochs, best) = (history.training().len(), history.best_epoch().unwrap_or(0));
    println!("The training ended after {epochs} epochs, and the weights of epoch {best} were put back.");

    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&net, &held_out);
    println!("Of the held-out digits {:.1} % are right. Which are taken for which:", 100.0 * right);
    print!("{confusion}");
    println!("These counts, in colours:");
    let path = "target/plots/digits_confusion.png";
    Heatmap::confusion("Held-out digits", confusion.counts(), NAMES).save(path)?;
    println!("{path}");
    println!(
        "The losses. On the digits trained on the loss goes on falling, on others it levels off; a ring marks the best:"
    );
    let path = "target/plots/digits_loss.png";
    Chart::new("Digits: cross-entropy").curve("", &history).log_y().save(path)?;
    println!("{path}");
    println!(
        "The weights of the hidden layer, a tile for each unit. A unit adds ink on red and subtracts ink on blue:"
    );
    let path = "target/plots/digits_weights.png";
    Tiles::weights("What 64 units look for", [8, 8], net.layer1.weight.iter().flatten()).save(path)?;
    println!("{path}");
    println!("A tile that is almost white is a unit that the decay of the weights has emptied: fewer would do.");
    println!(
        "One mistake more is {:.1} % of the held-out digits. Another seed, so another split and",
        100.0 / held_out.len() as f64
    );
    println!(
        "other first weights, changes the share by up to 1 %: a smaller difference doesn't say which network is better."
    );
    Ok(())
}
