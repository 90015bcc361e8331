//! Seventy thousand handwritten digits, the data set that every introduction takes: MNIST.
//!
//! ```text
//! cargo run --release --example mnist -- DIRECTORY
//! ```
//!
//! The directory has the four files of MNIST, as they are or compressed: `train-images-idx3-ubyte.gz`,
//! `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use staticnn::chart::{Heatmap, Tiles};
use staticnn::dataset::{Dataset, idx};
use staticnn::metric::{Accuracy, ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// From the pixels, row by row, to the digit.
    struct Digits< 784 -> 128 relu -> 10 softmax >;
}

const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const EPOCHS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(directory) = std::env::args().nth(1) else {
        println!("Say which directory has the four files of MNIST: cargo run --release --example mnist -- DIRECTORY");
        println!("They are train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and");
        println!(
            "t10k-labels-idx1-ubyte.gz, or these without the .gz. Yann LeCun's page of MNIST and its mirrors have them."
        );
        return Ok(());
    };
    let (training, held_out) = (read(&directory, "train")?, read(&directory, "t10k")?);
    println!("The data: {} handwritten digits of 28 x 28 pixels, and {} held out.", training.len(), held_out.len());
    println!(
        "The network: 784 -> 128 relu -> 10 softmax, with {} parameters, by Adam, whose rate falls",
        Digits::PARAMETERS
    );
    println!("along half a cosine, in batches of 128, on every core.");
    println!("{:>6}{:>10}{:>10}{:>10}{:>10}", "epoch", "training", "held out", "right", "seconds");

    // A network of this size belongs on the heap, and so does the state of its optimizer.
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let mut net = Digits::boxed();
    net.initialize(&He::normal(), &mut rng);
    let start = Instant::now();
    let history = Trainer::new(CrossEntropy, Adam::boxed(2e-3))
        .epochs(EPOCHS)
        .batch_size(128)
        .schedule(Cosine::new(EPOCHS))
        .validation(&held_out.samples())
        .metric("right", Accuracy::new())
        .threads(0)
        .on_epoch(|epoch| {
            let (validation, right) = (epoch.validation().unwrap_or(0.0), epoch.metric("right").unwrap_or(0.0));
            print!("{:>6}{:>10.4}{validation:>10.4}{:>8.2} %", epoch.epoch(), epoch.training(), 100.0 * right);
            println!("{:>10.1}", start.elapsed().as_secs_f64());
        })
        .fit(&mut net, &training, &mut rng)?;

    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&*net, &held_out);
    println!("Of the held-out digits {:.2} % are right. Which are taken for which:", 100.0 * right);
    print!("{confusion}");
    let path = "target/plots/mnist_loss.png";
    Chart::new("MNIST: cross-entropy").curve("", &history).log_y().save(path)?;
    println!("{path}");
    let path = "target/plots/mnist_confusion.png";
    Heatmap::confusion("MNIST: held-out digits", confusion.counts(), NAMES).save(path)?;
    println!("{path}");
    let path = "target/plots/mnist_weights.png";
    Tiles::weights("What 128 units look for", [28, 28], net.layer1.weight.iter().flatten())
        .size(1680, 1120)
        .save(path)?;
    println!("{path}");
    println!(
        "The loss on the digits trained on falls throughout, that on others levels off: the network begins to learn digits by heart."
    );
    println!(
        "The rate that falls to 0 brings the last steps to rest, where a constant one would keep jumping about the minimum."
    );
    Ok(())
}

/// Reads the images and the labels of a part, compressed or not.
fn read(directory: &str, part: &str) -> Result<Dataset<[f32; 784], Class<10>>, idx::Error> {
    let file = |content: &str| {
        let path = format!("{directory}/{part}-{content}-ubyte");
        if Path::new(&path).exists() { path } else { path + ".gz" }
    };
    idx::read(file("images-idx3"), file("labels-idx1"))
}
