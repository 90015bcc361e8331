//! A classifier of three species of iris from two measurements of a flower: its decision regions and its confusions.
//!
//! ```text
//! cargo run --release --example iris
//! cargo run --release --example iris -- 7
//! ```
//!
//! The argument is the seed.

use staticnn::chart::Heatmap;
use staticnn::dataset::Dataset;
use staticnn::dataset::csv::Csv;
use staticnn::metric::{ConfusionMatrix, Metric};
use staticnn::prelude::*;
use staticnn::scaler::Standardizer;

network! {
    /// From the length and the width of a petal to the species.
    struct Species< 2 -> 8 tanh -> 3 softmax >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/iris.csv");
const NAMES: [&str; 3] = ["setosa", "versicolor", "virginica"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(5), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let columns = ["petal_length_cm", "petal_width_cm"];
    let flowers: Dataset<_, Class<3>> = Csv::open(FILE)?.inputs(columns).label_number("species")?;
    let (training, held_out) = flowers.stratified_split(1.0 / 3.0, &mut rng)?;
    println!("The data: {} flowers; {} to learn from, {} held out.", flowers.len(), training.len(), held_out.len());

    // The network is trained on petals of mean 0 and deviation 1. The scaler then goes into its weights.
    let scaler = Standardizer::fit(training.inputs())?;
    let [training, validation] =
        [training, held_out.clone()].map(|flowers| flowers.map_inputs(|petal| scaler.apply(&petal)));
    let mut net = Species::init(&mut rng);
    println!("The network: 2 -> 8 tanh -> 3 softmax, with {} parameters, by Adam, 200 epochs.", Species::PARAMETERS);
    let mut trainer =
        Trainer::new(CrossEntropy, Adam::new(1e-2)).epochs(200).batch_size(20).validation(&validation.samples());
    let history = trainer.fit(&mut net, &training, &mut rng)?;
    scaler.fold_into(&mut net)?; // now it takes centimetres
    let path = "target/plots/iris_loss.png";
    Chart::new("Iris: cross-entropy").curve("", &history).save(path)?;
    println!("The loss, on both parts:");
    println!("{path}");

    let mut confusion = ConfusionMatrix::new();
    let right = confusion.measure(&net, &held_out);
    println!("The held-out flowers, of which {:.0} % are right:", 100.0 * right);
    print!("{}", confusion.with_names(&NAMES));
    let path = "target/plots/iris_confusion.png";
    Heatmap::confusion("Iris: held-out flowers", confusion.counts(), NAMES).save(path)?;
    println!("These counts, in colours:");
    println!("{path}");

    let path = "target/plots/iris_regions.png";
    let mut chart = Chart::new("Iris: what the network says where")
        .axes("petal length in cm", "petal width in cm")
        .regions(0.5..=7.5, 0.0..=2.8, |length, width| net.predict(&[length as f32, width as f32]));
    for (number, name) in NAMES.iter().enumerate() {
        let of_species = flowers.iter().filter(|(_, species)| species.index() == number);
        chart = chart.points(name, of_species.map(|(petal, _)| *petal));
    }
    chart.save(path)?;
    let right = confusion.measure(&net, &flowers);
    println!("Every place in the colour of the species that the network sees there, and the flowers themselves,");
    println!("of which {:.0} of {} lie on the wrong side:", (1.0 - right) * flowers.len() as f64, flowers.len());
    println!("{path}");
    Ok(())
}
