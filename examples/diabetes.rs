//! Real data: the progression of a disease within a year, from ten measurements of a patient.
//!
//! ```text
//! cargo run --release --example diabetes
//! cargo run --release --example diabetes -- another.csv
//! ```

mod least_squares;

use std::error::Error;

use staticnn::dataset::Dataset;
use staticnn::dataset::csv::Csv;
use staticnn::metric::{Metric, R2};
use staticnn::prelude::*;
use staticnn::scaler::Standardizer;

network! {
    /// From ten measurements to the progression.
    struct Progression< 10 -> 32 relu -> 16 relu -> 1 >;
}

/// The measurements of each patient, and the progression.
type Patients = Dataset<[f32; 10], [f32; 1]>;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/diabetes.csv");
const MEASUREMENTS: [&str; 10] = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];
const SPLITS: usize = 5;
const EPOCHS: usize = 300;
const PATIENCE: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| FILE.into());
    let patients: Patients = Csv::open(&file)?.inputs(MEASUREMENTS).target("progression")?;
    if patients.len() < 10 * SPLITS {
        return Err(format!("{file}: {} rows are too few for {SPLITS} splits, 50 are needed", patients.len()).into());
    }

    println!("The data: {} patients, ten measurements of each, and the progression a year later.", patients.len());
    println!("The network: 10 -> 32 relu -> 16 relu -> 1, with {} parameters.", Progression::PARAMETERS);
    println!("The training: by Adam, stopped early, where the loss of a fifth that isn't trained on is least.");
    println!(
        "The test: R2 on a held-out fifth of the patients, the share of their progressions' variance that is explained:"
    );
    println!("1 where every prediction is right, 0 where they are no better than to say the mean for everybody.");

    println!("{:>6}{:>10}{:>16}{:>8}", "split", "network", "least squares", "epochs");
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let mut sums = [0.0; 2];
    let path = "target/plots/diabetes.png";
    for (split, (training, held_out)) in (1..).zip(patients.folds(SPLITS, &mut rng)?) {
        let (inputs, targets) = (Standardizer::fit(training.inputs())?, Standardizer::fit(training.targets())?);
        let training = training.map(|x, y| (inputs.apply(&x), targets.apply(&y)));
        let (mut net, history) = train(&training, &mut rng)?;
        if split == 1 {
            Chart::new("Diabetes: training and validation").curve("", &history).save(path)?;
        }
        // From here on the network takes measurements and predicts progressions in their own units.
        inputs.fold_into(&mut net)?;
        targets.fold_into_output(&mut net)?;
        let network = R2::new().measure(&net, &held_out);

        // The means of all columns are 0, so the linear function needs no intercept.
        let linear = least_squares::fit(training.iter().map(|(x, [y])| (x.map(f64::from), f64::from(*y))));
        let mut least_squares = R2::new();
        for (x, y) in held_out.iter() {
            let standard: f64 = inputs.apply(x).iter().zip(linear).map(|(x, slope)| f64::from(*x) * slope).sum();
            least_squares.add(&targets.invert(&[standard as f32]), y);
        }
        let least_squares = least_squares.value();
        println!("{split:>6}{network:>10.3}{least_squares:>16.3}{:>8}", history.best_epoch().unwrap_or(0));
        sums[0] += network;
        sums[1] += least_squares;
    }
    let [network, least_squares] = sums.map(|sum| sum / SPLITS as f64);
    println!("{:>6}{network:>10.3}{least_squares:>16.3}", "mean");
    if network > least_squares {
        println!("On the average the network does better than least squares.");
    } else {
        println!(
            "On the average the network does no better than least squares: the patients are few, and the law is nearly"
        );
        println!("linear, so what a network could bend to is mostly noise.");
    }
    println!("The losses in the first split, epoch by epoch:");
    println!("{path}");
    Ok(())
}

/// Trains a network on four fifths of these patients, and stops early by the loss of the others.
fn train(patients: &Patients, rng: &mut ChaCha8Rng) -> Result<(Progression, History), Box<dyn Error>> {
    let (training, validation) = patients.split(0.2, rng)?;
    // With small weights the network starts close to a linear function.
    let mut net = Progression::new(&Uniform::new(-0.2, 0.2)?, rng);
    let history = Trainer::new(Mse, Adam::new(3e-4))
        .epochs(EPOCHS)
        .validation(&validation.samples())
        .early_stopping(PATIENCE)
        .fit(&mut net, &training, rng)?;
    Ok((net, history))
}
