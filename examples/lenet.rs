//! A network that sees pixels as an image, LeNet-5: handwritten digits, what its filters look for, what they find in a digit, and
//! which pixels a decision rests on.
//!
//! ```text
//! cargo run --release --example lenet
//! cargo run --release --example lenet -- 7
//! cargo run --release --example lenet -- DIRECTORY
//! ```
//!
//! Without a directory the digits are those of 8 x 8 pixels that come with the project, and the argument is the seed. A directory
//! has the four files of MNIST, as they are or compressed: `train-images-idx3-ubyte.gz`, `train-labels-idx1-ubyte.gz`,
//! `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`.

use std::array;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use staticnn::chart::Tiles;
use staticnn::dataset::csv::Csv;
use staticnn::dataset::{Dataset, idx};
use staticnn::metric::{Accuracy, ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::schedule::Cosine;

network! {
    /// LeNet-5 with relu and the maxima of windows: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to
    /// document recognition", 1998.
    struct LeNet<
        1x28x28 -> first: conv 6 (5x5, pad 2) relu -> max_pool 2x2
            -> second: conv 16 (5x5) relu -> max_pool 2x2
            -> flatten -> 120 relu -> 84 relu -> 10
    >;

    /// The structure of LeNet-5 for smaller images.
    struct Small<
        1x8x8 -> first: conv 12 (3x3, pad 1) relu -> max_pool 2x2
            -> second: conv 32 (3x3, pad 1) relu -> max_pool 2x2
            -> flatten -> dropout 0.3 -> 10
    >;
}

/// An image of MNIST: one channel of 28 rows of 28 pixels.
type Image = [[[f32; 28]; 28]; 1];

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/digits8x8.csv");

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1) {
        None => small(42),
        Some(argument) => match argument.parse() {
            Ok(seed) => small(seed),
            Err(_) => mnist(&argument),
        },
    }
}

/// The digits of 8 x 8 pixels.
fn small(seed: u64) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let pixels: Dataset<[f32; 64], Class<10>> = Csv::open(FILE)?.rest_as_inputs().label_number("digit")?;
    let images: Dataset<[[[f32; 8]; 8]; 1], _> =
        pixels.map_inputs(|pixels| [array::from_fn(|row| array::from_fn(|column| pixels[8 * row + column] / 16.0))]);
    let (training, held_out) = images.stratified_split(0.2, &mut rng)?;
    println!("The data: {} handwritten digits of 8 x 8 pixels, and {} held out.", training.len(), held_out.len());
    let mut net = Box::new(Small::init(&mut rng));
    train(&mut *net, &training, &held_out, 40, &mut rng)?;
    save_filters("First filters: 3 x 3 pixels", [3, 3], net.first.weight.iter().flatten().flatten().flatten())?;
    look_inside(&*net, held_out.inputs())
}

/// The digits of MNIST, from a directory.
fn mnist(directory: &str) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let (training, held_out) = (read(directory, "train")?, read(directory, "t10k")?);
    println!("The data: {} handwritten digits of 28 x 28 pixels, and {} held out.", training.len(), held_out.len());
    let mut net = LeNet::boxed();
    net.initialize(&He::normal(), &mut rng);
    train(&mut *net, &training, &held_out, 10, &mut rng)?;
    save_filters("First filters: 5 x 5 pixels", [5, 5], net.first.weight.iter().flatten().flatten().flatten())?;
    look_inside(&*net, held_out.inputs())
}

/// Reads the images and the labels of a part, compressed or not.
fn read(directory: &str, part: &str) -> Result<Dataset<Image, Class<10>>, idx::Error> {
    let file = |content: &str| {
        let path = format!("{directory}/{part}-{content}-ubyte");
        if Path::new(&path).exists() { path } else { path + ".gz" }
    };
    idx::read(file("images-idx3"), file("labels-idx1"))
}

/// Trains a network, and says how many of the digits held out it reads.
fn train<N>(
    net: &mut N,
    training: &Dataset<N::Input, Class<10>>,
    held_out: &Dataset<N::Input, Class<10>>,
    epochs: usize,
    rng: &mut ChaCha8Rng,
) -> Result<(), Box<dyn Error>>
where
    N: Network<Scalar = f32, Output = [f32; 10], Input: Send + Sync> + Send + Sync,
    CrossEntropy: Loss<[f32; 10], N::Head, Target = Class<10>>,
{
    println!("The network, of {} parameters, by AdamW, whose rate falls to 0 in {epochs} epochs:", N::PARAMETERS);
    print!("{}", N::summary());
    println!("{:>6}{:>10}{:>10}{:>10}{:>10}", "epoch", "training", "held out", "right", "seconds");
    let start = Instant::now();
    let history = Trainer::new(CrossEntropy, AdamW::boxed(4e-3, 0.02))
        .epochs(epochs)
        .batch_size(64)
        .schedule(Cosine::new(epochs))
        .validation(&held_out.samples())
        .metric("right", Accuracy::new())
        .on_epoch(|epoch| {
            let (validation, right) = (epoch.validation().unwrap_or(0.0), epoch.metric("right").unwrap_or(0.0));
            print!("{:>6}{:>10.4}{validation:>10.4}{:>8.2} %", epoch.epoch(), epoch.training(), 100.0 * right);
            println!("{:>10.1}", start.elapsed().as_secs_f64());
        })
        .fit(net, training, rng)?;
    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&*net, held_out);
    println!("Of the held-out digits {:.2} % are right. Which are taken for which:", 100.0 * right);
    print!("{confusion}");
    let path = "target/plots/lenet_loss.png";
    Chart::new("LeNet: cross-entropy").curve("", &history).log_y().save(path)?;
    println!("{path}");
    Ok(())
}

/// Draws the filters of the first convolution.
fn save_filters<'a>(
    title: &str,
    shape: [usize; 2],
    weights: impl Iterator<Item = &'a f32>,
) -> Result<(), Box<dyn Error>> {
    println!("The filters of the first convolution. A filter is large where ink is on its red and none on its blue:");
    let path = "target/plots/lenet_filters.png";
    Tiles::weights(title, shape, weights).save(path)?;
    println!("{path}");
    Ok(())
}

/// Draws what the filters find in the first of some digits, and which pixels the decisions about several rest on.
fn look_inside<N, const SIDE: usize>(net: &N, images: &[[[[f32; SIDE]; SIDE]; 1]]) -> Result<(), Box<dyn Error>>
where
    N: Network<Scalar = f32, Input = [[[f32; SIDE]; SIDE]; 1], Output = [f32; 10]>,
{
    let (mut tape, mut gradient) = (Tape::<N>::boxed(), Gradient::<N>::boxed());
    let Some(first) = images.first() else { return Ok(()) };
    net.forward(first, &mut tape);
    let maps = tape.feature_maps("first").ok_or("the network has no stage `first`")?;
    println!("What these filters find in the first digit held out, a picture for each:");
    let path = "target/plots/lenet_maps.png";
    let pictures = (0..maps.channels()).map(|channel| maps.channel(channel));
    Tiles::pictures("First feature maps", [maps.height(), maps.width()], pictures).save(path)?;
    println!("{path}");

    // How much each pixel would change the largest output: the derivative with respect to the input.
    let (mut pictures, mut captions) = (Vec::new(), Vec::new());
    for image in images.iter().take(8) {
        let logits = net.forward(image, &mut tape);
        let class = Class::most_likely(&logits);
        let mut output_gradient = [0.0; 10];
        output_gradient[class.index()] = 1.0;
        let saliency = net.backward(&tape, &output_gradient, &mut gradient);
        let sizes = saliency.as_flattened().as_flattened().iter().map(|slope| slope.abs());
        let largest = sizes.clone().fold(0.0, f32::max);
        pictures.push(image.as_flattened().as_flattened().to_vec());
        captions.push(format!("read as {}", class.index()));
        pictures.push(sizes.map(|size| size / largest).collect());
        captions.push("what counts".to_owned());
    }
    println!("Eight digits, and beside each which pixels would change the answer most:");
    let path = "target/plots/lenet_saliency.png";
    Tiles::pictures("Digits and their saliency", [SIDE, SIDE], &pictures).captions(captions).save(path)?;
    println!("{path}");
    Ok(())
}
