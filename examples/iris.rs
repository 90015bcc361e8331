//! A classifier of three species of iris from two measurements of a flower: its decision regions and its confusions.
//!
//! ```text
//! cargo run --release --example iris
//! ```

use rand::seq::SliceRandom;
use staticnn::chart::Heatmap;
use staticnn::dataset::csv::Csv;
use staticnn::prelude::*;

network! {
    /// From the length and the width of a petal to the species.
    struct Species< 2 -> 8 tanh -> 3 softmax >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/iris.csv");
const NAMES: [&str; 3] = ["setosa", "versicolor", "virginica"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let columns = ["petal_length_cm", "petal_width_cm", "species"];
    let mut flowers = Csv::open(FILE)?.inputs(columns).rows::<f64>()?;
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    flowers.shuffle(&mut rng);
    let mut x = Vec::new();
    let mut labels = Vec::new();
    for [length, width, species] in &flowers {
        x.push(input(*length, *width));
        labels.push(Class::<3>::new(*species as usize)?);
    }
    let (training, held_out) = (Samples::new(&x[..100], &labels[..100])?, Samples::new(&x[100..], &labels[100..])?);
    println!("The data: {} flowers; {} to learn from, {} held out.", x.len(), training.len(), held_out.len());

    let mut net = Species::init(&mut rng);
    println!("The network: 2 -> 8 tanh -> 3 softmax, with {} parameters, by Adam, 200 epochs.", Species::PARAMETERS);
    let mut trainer = Trainer::new(CrossEntropy, Adam::new(1e-2)).epochs(200).batch_size(20).validation(&held_out);
    let history = trainer.fit(&mut net, &training, &mut rng)?;
    let path = "target/plots/iris_loss.png";
    Chart::new("Iris: cross-entropy").curve("", &history).save(path)?;
    println!("The loss, on both parts:");
    println!("{path}");

    println!("Of the held-out flowers, from left to right what the network says:");
    let mut confusion = [[0_u64; 3]; 3];
    for (x, label) in held_out.inputs().iter().zip(held_out.targets()) {
        confusion[label.index()][Class::most_likely(&net.predict(x)).index()] += 1;
    }
    println!("{:>12}{:>12}{:>12}{:>12}", "", NAMES[0], NAMES[1], NAMES[2]);
    for (name, row) in NAMES.iter().zip(confusion) {
        println!("{name:>12}{:>12}{:>12}{:>12}", row[0], row[1], row[2]);
    }
    let right: u64 = (0..3).map(|species| confusion[species][species]).sum();
    println!("{right} of {} are right.", held_out.len());
    let path = "target/plots/iris_confusion.png";
    Heatmap::confusion("Iris: held-out flowers", &confusion, NAMES).save(path)?;
    println!("These counts, in colours:");
    println!("{path}");

    let path = "target/plots/iris_regions.png";
    let mut chart = Chart::new("Iris: what the network says where")
        .axes("petal length in cm", "petal width in cm")
        .regions(0.5..=7.5, 0.0..=2.8, |length, width| net.predict(&input(length, width)));
    for (number, name) in NAMES.iter().enumerate() {
        let of_species = flowers.iter().filter(|flower| flower[2] as usize == number);
        chart = chart.points(name, of_species.map(|[length, width, _]| (*length, *width)));
    }
    chart.save(path)?;
    println!("Every place in the colour of the species that the network sees there, and the flowers themselves:");
    println!("{path}");
    Ok(())
}

/// Returns the input of the network: the measurements in cm, centred around 0.
fn input(length: f64, width: f64) -> [f32; 2] {
    [(length - 3.8) as f32, (width - 1.2) as f32]
}
