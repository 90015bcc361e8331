//! Real data: how tasters grade red wines, from eleven measurements by a laboratory.
//!
//! ```text
//! cargo run --release --example wine_quality
//! cargo run --release --example wine_quality -- 7
//! ```
//!
//! The argument is the seed.

mod least_squares;

use std::error::Error;

use staticnn::chart::pairs;
use staticnn::dataset::Dataset;
use staticnn::dataset::csv::Csv;
use staticnn::metric::{Mae, Metric, R2, Rmse};
use staticnn::prelude::*;
use staticnn::scaler::Standardizer;

network! {
    /// From eleven measurements to the grade.
    struct Grade< 11 -> 16 tanh -> 1 >;
}

/// The measurements of each wine, and its grade.
type Wines = Dataset<[f32; 11], [f32; 1]>;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/winequality_red.csv");
const FOLDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let wines: Wines = Csv::open(FILE)?.rest_as_inputs().target("quality")?;
    println!("The data: {} red wines, eleven measurements of each, and the tasters' grade, 3 to 8.", wines.len());
    println!("The network: 11 -> 16 tanh -> 1, with {} parameters, by AdamW, stopped early.", Grade::PARAMETERS);
    println!(
        "The test: cross-validation. Each fifth of the wines is held out once from a training on the other four. The root of the"
    );
    println!(
        "mean squared error and the mean absolute error are in grades; R2 is the share of the variance explained."
    );
    println!("{:>12}{:>24}{:>24}", "", "network", "least squares");
    println!("{:>6}{:>6}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}", "fold", "epoch", "RMSE", "MAE", "R2", "RMSE", "MAE", "R2");

    let mut sums = [0.0; 6];
    let mut predicted = Vec::new(); // the true grade of every wine, and the network's that was trained without it
    let mut nets = Vec::new();
    let mut better = 0;
    for (fold, (training, held_out)) in (1..).zip(wines.folds(FOLDS, &mut rng)?) {
        let (inputs, targets) = (Standardizer::fit(training.inputs())?, Standardizer::fit(training.targets())?);
        let training = training.map(|x, y| (inputs.apply(&x), targets.apply(&y)));
        let (mut net, history) = train(&training, &mut rng)?;
        // Now the network takes measurements and predicts grades, without the scalers.
        inputs.fold_into(&mut net)?;
        targets.fold_into_output(&mut net)?;

        // The means of all columns are 0, so the linear function needs no intercept.
        let slopes = least_squares::fit(training.iter().map(|(x, [y])| (x.map(f64::from), f64::from(*y))));
        let linear = |x: &[f32; 11]| {
            let standard: f64 = inputs.apply(x).iter().zip(slopes).map(|(x, slope)| f64::from(*x) * slope).sum();
            targets.invert(&[standard as f32])
        };
        let (by_network, by_linear) = (judge(&held_out, |x| net.predict(x)), judge(&held_out, linear));
        let numbers = [by_network, by_linear].concat();
        print!("{fold:>6}{:>6}", history.best_epoch().unwrap_or(0));
        numbers.iter().for_each(|number| print!("{number:>8.3}"));
        println!();
        sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        predicted.extend(pairs(&net, &held_out));
        better += usize::from(by_network[0] < by_linear[0]);
        nets.push(net);
    }
    print!("{:>12}", "mean");
    sums.iter().for_each(|sum| print!("{:>8.3}", sum / FOLDS as f64));
    println!();
    println!(
        "The network's RMSE is the lower one in {better} of {FOLDS} folds, by little. Both models differ more from fold to"
    );
    println!(
        "fold than from each other: a single split would say little. And R2 is far from 1: most of what grades differ"
    );
    println!("by is the tasters' taste, or wasn't measured.");

    let (x, grade) = (&wines.inputs()[0], wines.targets()[0][0]);
    let grades: Vec<String> = nets.iter().map(|net| format!("{:.1}", net.predict(x)[0])).collect();
    println!("The first wine of the file has the grade {grade}; the five networks say {}.", grades.join(", "));
    println!(
        "They take measurements as they are and predict grades: the scalers are folded into their weights, so that"
    );
    println!("nothing else has to be deployed.");

    println!("Each wine, as the network predicts that wasn't trained on it. Good wines are underrated and bad ones");
    println!("overrated, since the mean is the safest answer where the measurements leave it open:");
    let path = "target/plots/wine_predictions.png";
    Chart::new("Red wines: predicted and true grades").parity("", predicted.iter().copied()).save(path)?;
    println!("{path}");
    println!("What the predictions miss: a stripe for each grade, since grades are whole and predictions aren't.");
    let path = "target/plots/wine_residuals.png";
    Chart::new("Red wines: residuals").residuals("", predicted).save(path)?;
    println!("{path}");
    Ok(())
}

/// Trains a network on nine tenths of these wines, and stops early by the loss of the others.
fn train(wines: &Wines, rng: &mut ChaCha8Rng) -> Result<(Grade, History), Box<dyn Error>> {
    let (training, validation) = wines.split(0.1, rng)?;
    let mut net = Grade::init(rng);
    let history = Trainer::new(Mse, AdamW::new(2e-3, 1e-2))
        .epochs(200)
        .validation(&validation.samples())
        .early_stopping(25)
        .fit(&mut net, &training, rng)?;
    Ok((net, history))
}

/// Returns the root mean squared error, the mean absolute error and R2 of predictions of grades.
fn judge(wines: &Wines, predict: impl Fn(&[f32; 11]) -> [f32; 1]) -> [f64; 3] {
    let (mut rmse, mut mae, mut r2) = (Rmse::new(), Mae::new(), R2::new());
    for (x, y) in wines.iter() {
        let grade = predict(x);
        rmse.add(&grade, y);
        mae.add(&grade, y);
        r2.add(&grade, y);
    }
    [rmse.value(), mae.value(), r2.value()]
}
