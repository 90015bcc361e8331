//! Real data: the progression of a disease within a year, from ten measurements of a patient.
//!
//! ```text
//! cargo run --release --example diabetes
//! cargo run --release --example diabetes -- another.csv
//! ```

mod least_squares;

use std::array;
use std::error::Error;

use rand::seq::SliceRandom;
use staticnn::dataset::csv::Csv;
use staticnn::prelude::*;

network! {
    /// From ten measurements to the progression.
    struct Progression< 10 -> 32 relu -> 16 relu -> 1 >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/diabetes.csv");
const COLUMNS: [&str; 11] = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6", "progression"];
const SPLITS: usize = 5;
const EPOCHS: usize = 300;

/// The measurements of a patient, then the progression.
type Patient = [f64; 11];

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| FILE.into());
    let mut patients: Vec<Patient> = Csv::open(&file)?.inputs(COLUMNS).rows()?;
    if patients.len() < 10 * SPLITS {
        return Err(format!("{file}: {} rows are too few for {SPLITS} splits, 50 are needed", patients.len()).into());
    }
    patients.shuffle(&mut ChaCha8Rng::seed_from_u64(42));

    println!("The data: {} patients, ten measurements of each, and the progression a year later.", patients.len());
    println!("The network: 10 -> 32 relu -> 16 relu -> 1, with {} parameters.", Progression::PARAMETERS);
    println!("The training: by Adam, stopped early, where the loss of a fifth that isn't trained on is least.");
    println!(
        "The test: R2 on a held-out fifth of the patients, the share of their progressions' variance that is explained:"
    );
    println!("1 where every prediction is right, 0 where they are no better than to say the mean for everybody.");

    println!("{:>6}{:>10}{:>16}{:>8}", "split", "network", "least squares", "epochs");
    let mut sums = [0.0; 2];
    let path = "target/plots/diabetes.png";
    for split in 0..SPLITS {
        let (held_out, training) = part(&patients, split);
        let scale = Scale::of(&training);
        let (net, history) = train(&scale, &training)?;
        if split == 0 {
            Chart::new("Diabetes: training and validation").curve("", &history).save(path)?;
        }
        let network = r2(&held_out, |patient| scale.progression(net.predict(&scale.inputs(patient))));
        let least_squares = r2(&held_out, linear(&training));
        println!("{:>6}{network:>10.3}{least_squares:>16.3}{:>8}", split + 1, best_epoch(&history));
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

/// Splits the patients into the part with this number, out of five, and the rest.
fn part(patients: &[Patient], number: usize) -> (Vec<Patient>, Vec<Patient>) {
    let [from, to] = [number, number + 1].map(|bound| bound * patients.len() / SPLITS);
    (patients[from..to].to_vec(), [&patients[..from], &patients[to..]].concat())
}

/// Trains twice with early stopping. The first training finds the epoch with the least validation loss; the second has
/// the same seed, repeats the same steps and stops there.
fn train(scale: &Scale, training: &[Patient]) -> Result<(Progression, History), Box<dyn Error>> {
    let (validation, training) = part(training, 0);
    let (x, y): (Vec<_>, Vec<_>) = training.iter().map(|patient| scale.sample(patient)).unzip();
    let (validation_x, validation_y): (Vec<_>, Vec<_>) = validation.iter().map(|patient| scale.sample(patient)).unzip();
    let (samples, validation) = (Samples::new(&x, &y)?, Samples::new(&validation_x, &validation_y)?);
    let fit = |epochs| {
        let mut rng = ChaCha8Rng::seed_from_u64(42);
        // With small weights the network starts close to a linear function.
        let mut net = Progression::new(&Uniform::new(-0.2, 0.2)?, &mut rng);
        let mut trainer = Trainer::new(Mse, Adam::new(3e-4)).epochs(epochs).batch_size(32).validation(&validation);
        let history = trainer.fit(&mut net, &samples, &mut rng)?;
        Ok::<_, Box<dyn Error>>((net, history))
    };
    let (_, history) = fit(EPOCHS)?;
    let (net, _) = fit(best_epoch(&history))?;
    Ok((net, history))
}

/// Returns the epoch with the least validation loss; the first is 1.
fn best_epoch(history: &History) -> usize {
    let losses = (1..).zip(history.validation());
    losses.min_by(|one, other| one.1.total_cmp(other.1)).map_or(0, |(epoch, _)| epoch)
}

/// Means and standard deviations of the columns, to standardize values.
struct Scale {
    means: Patient,
    deviations: Patient,
}

impl Scale {
    fn of(patients: &[Patient]) -> Self {
        let mean = |value: &dyn Fn(&Patient) -> f64| patients.iter().map(value).sum::<f64>() / patients.len() as f64;
        let means: Patient = array::from_fn(|column| mean(&|patient| patient[column]));
        let deviations = array::from_fn(|column| {
            let deviation = mean(&|patient| (patient[column] - means[column]).powi(2)).sqrt();
            // A constant column becomes zeros.
            if deviation > 0.0 { deviation } else { 1.0 }
        });
        Self { means, deviations }
    }

    fn inputs(&self, patient: &Patient) -> [f32; 10] {
        array::from_fn(|column| self.standard(patient, column))
    }

    fn sample(&self, patient: &Patient) -> ([f32; 10], [f32; 1]) {
        (self.inputs(patient), [self.standard(patient, 10)])
    }

    fn standard(&self, patient: &Patient, column: usize) -> f32 {
        ((patient[column] - self.means[column]) / self.deviations[column]) as f32
    }

    /// Converts an output of the network to the unit of the data.
    fn progression(&self, [output]: [f32; 1]) -> f64 {
        self.means[10] + self.deviations[10] * f64::from(output)
    }
}

/// Returns the linear function with an intercept that has the least squared error on these patients.
fn linear(patients: &[Patient]) -> impl Fn(&Patient) -> f64 {
    // The last value is 1, for the intercept, instead of the progression.
    let values = |patient: &Patient| {
        let mut values = *patient;
        values[10] = 1.0;
        values
    };
    let coefficients = least_squares::fit(patients.iter().map(|patient| (values(patient), patient[10])));
    move |patient| values(patient).iter().zip(coefficients).map(|(value, coefficient)| value * coefficient).sum()
}

/// Returns R², the share of the variance of the progression that the predictions explain.
fn r2(patients: &[Patient], predict: impl Fn(&Patient) -> f64) -> f64 {
    let mean = patients.iter().map(|patient| patient[10]).sum::<f64>() / patients.len() as f64;
    let errors: f64 = patients.iter().map(|patient| (patient[10] - predict(patient)).powi(2)).sum();
    let variance: f64 = patients.iter().map(|patient| (patient[10] - mean).powi(2)).sum();
    1.0 - errors / variance
}
