//! Real data: articles of clothing of 28 x 28 pixels, so few that a network has to be kept from memorizing them.
//!
//! ```text
//! cargo run --release --example fashion
//! cargo run --release --example fashion -- 7
//! ```
//!
//! The argument is the seed.

use staticnn::chart::{Heatmap, Tiles};
use staticnn::dataset::{Dataset, idx};
use staticnn::metric::{ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// From the pixels, row by row, to the kind of article.
    struct Fashion< 784 -> 32 relu -> 10 softmax >;
}

const IMAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/fashion1000-images-idx3-ubyte.gz");
const LABELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/fashion1000-labels-idx1-ubyte");
const NAMES: [&str; 10] =
    ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
const EPOCHS: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let articles: Dataset<[f32; 784], Class<10>> = idx::read(IMAGES, LABELS)?;
    let (rest, held_out) = articles.stratified_split(0.2, &mut rng)?;
    let (training, validation) = rest.stratified_split(0.1, &mut rng)?;
    println!("The data: {} articles of clothing of 28 x 28 pixels, of ten kinds:", articles.len());
    println!(
        "{} to train on, {} to stop the training by, and {} held out, which play no part until the end.",
        training.len(),
        validation.len(),
        held_out.len()
    );
    println!(
        "The network: 784 -> 32 relu -> 10 softmax, with {} parameters, by AdamW, whose rate falls to 0.",
        Fashion::PARAMETERS
    );

    let mut net = Fashion::init(&mut rng);
    let history = Trainer::new(CrossEntropy, AdamW::new(2e-3, 0.3))
        .epochs(EPOCHS)
        .schedule(Cosine::new(EPOCHS))
        .validation(&validation.samples())
        .early_stopping(10)
        .fit(&mut net, &training, &mut rng)?;
    let best = history.best_epoch().unwrap_or(1);
    println!(
        "The training ended after {} epochs, and the weights of epoch {best} were put back.",
        history.training().len()
    );

    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&net, &held_out);
    println!("Of the held-out articles {:.1} % are right. Which are taken for which:", 100.0 * right);
    print!("{}", confusion.with_names(&NAMES));
    println!("These counts, in colours:");
    let path = "target/plots/fashion_confusion.png";
    Heatmap::confusion("Held-out articles", confusion.counts(), NAMES).save(path)?;
    println!("{path}");

    let mistakes = held_out.iter().filter_map(|(image, kind)| {
        let said = Class::most_likely(&net.predict(image));
        (said != *kind).then(|| (image, format!("{}, not {}", NAMES[said.index()], NAMES[kind.index()])))
    });
    let (images, captions): (Vec<&[f32; 784]>, Vec<String>) = mistakes.take(20).unzip();
    println!("Some that are wrong, with what the network says and what they are:");
    let path = "target/plots/fashion_mistakes.png";
    Tiles::pictures("Mistakes", [28, 28], images).captions(captions).save(path)?;
    println!("{path}");
    println!("The losses, epoch by epoch:");
    let path = "target/plots/fashion_loss.png";
    Chart::new("Articles of clothing: cross-entropy").curve("", &history).save(path)?;
    println!("{path}");
    let (trained, others) = (history.last().unwrap_or(f64::NAN), history.validation()[best - 1]);
    println!(
        "{} parameters for each image trained on are enough to learn it by heart. Three",
        Fashion::PARAMETERS / training.len()
    );
    println!(
        "brakes keep the network from that: few hidden units, a decay of the weights, and a training that ends with the weights"
    );
    println!(
        "of the best epoch. So the loss on these images ends at {trained:.2}, not far below the {others:.2} on others. Most mistakes"
    );
    println!("are among shirts, coats and pullovers: more images would help to tell these apart.");
    Ok(())
}
