//! A recurrent network forecasts a seasonal series a year ahead: the passengers of airlines, month by month.
//!
//! ```text
//! cargo run --release --example forecast
//! cargo run --release --example forecast -- 7
//! ```
//!
//! The argument is the seed.
//!
//! The series rises and has a season, so the network doesn't see passengers, but how their logarithm changes from a month to the
//! next, which stays in one range over the years: its step is `[change]`, and its output is the next change. It isn't told which
//! month it is. To know that July comes it has to remember the year so far, and `gru 16` does that in a state of 16 numbers. Windows
//! of three years train it, with the error of every step in the loss, so that one window teaches 36 forecasts. There are only 47 to
//! 95 such windows, which it would learn by heart: each is shown with noise in its inputs, and the weights decay.
//!
//! To forecast, the network runs through the known months as a stream (`step`), then is fed its own forecasts: twelve steps are the
//! next year. Each of five years is forecast from the December before it, by networks that saw only what came before: five, that
//! differ in their starts and in the noise, and the forecast is their mean.
//!
//! It prints the mean absolute error in thousands of passengers beside two forecasts without a network. The seasonal naive one
//! repeats the year before; the other multiplies it by the last year's growth. A forecast that isn't better than these is worth
//! nothing. Over 1956 to 1960 the errors are 38, 20 and, of the networks, 17. 1958 shows what none of them can know: that the
//! growth of many years pauses.
//! The example takes a second, and draws what was observed and what was forecast.

use std::error::Error;

use rand::RngExt;
use staticnn::dataset::Dataset;
use staticnn::dataset::csv::Csv;
use staticnn::prelude::*;
use staticnn::scaler::Standardizer;
use staticnn::schedule::Cosine;

network! {
    /// From the changes of 36 months to the change after each.
    struct Passengers< 36x1 -> gru 16 -> 1 >;
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/airline.csv");
const WINDOW: usize = 36;
/// How many years are forecast, the last ones.
const YEARS: usize = 5;
const NETWORKS: usize = 5;
const EPOCHS: usize = 60;
/// The standard deviation of the noise, beside changes with a standard deviation of 1.
const NOISE: f32 = 0.3;
/// How often each window is shown in an epoch, each time with other noise.
const COPIES: usize = 4;

type Window = [[f32; 1]; WINDOW];

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let months: Dataset<[f32; 2], [f32; 1]> = Csv::open(FILE)?.inputs(["year", "month"]).target("passengers")?;
    let passengers: Vec<f32> = months.targets().iter().map(|[thousands]| *thousands).collect();
    println!(
        "The data: passengers of airlines in {} months, in thousands. The last {YEARS} years are forecast.",
        months.len()
    );
    println!("The network, {NETWORKS} times a year, by AdamW, on what came before:");
    print!("{}", Passengers::summary());

    println!("The mean absolute error of forecasts from the December before, in thousands:");
    let names = ["the year before", "with its growth", "networks"];
    println!("{:>6}{:>18}{:>18}{:>18}", "year", names[0], names[1], names[2]);
    let start = passengers.len() - 12 * YEARS;
    let mut forecasts = [const { Vec::new() }; 3];
    for known in (start..passengers.len()).step_by(12) {
        let [last, before] = [known - 12, known - 24].map(|year| &passengers[year..year + 12]);
        let growth = last.iter().sum::<f32>() / before.iter().sum::<f32>();
        let grown = last.iter().map(|passengers| passengers * growth).collect();
        let year = [last.to_vec(), grown, by_networks(&passengers[..known], &mut rng)?];
        print!("{:>6}", months.inputs()[known][0]);
        for (forecast, months) in forecasts.iter_mut().zip(year) {
            print!("{:>18.1}", mean_absolute_error(&months, &passengers[known..]));
            forecast.extend(months);
        }
        println!();
    }
    let errors = forecasts.each_ref().map(|forecast| mean_absolute_error(forecast, &passengers[start..]));
    println!("{:>6}{:>18.1}{:>18.1}{:>18.1}", "mean", errors[0], errors[1], errors[2]);
    println!("The networks miss by {:.2} of what the seasonal naive forecast misses by.", errors[2] / errors[0]);

    let path = "target/plots/forecast.png";
    let dated = |from: usize, values: &[f32]| {
        let date = |[year, month]: &[f32; 2]| f64::from(*year) + f64::from(*month - 1.0) / 12.0;
        let points = months.inputs()[from..].iter().zip(values);
        points.map(|(month, value)| (date(month), f64::from(*value))).collect::<Vec<_>>()
    };
    Chart::new("Passengers of airlines, each year forecast from the one before")
        .axes("year", "thousands of passengers a month")
        .line("observed", dated(start - 24, &passengers[start - 24..]))
        .line(names[0], dated(start, &forecasts[0]))
        .line(names[2], dated(start, &forecasts[2]))
        .size(1200, 640)
        .save(path)?;
    println!("{path}");
    Ok(())
}

/// Forecasts the twelve months after these, the mean of several networks.
fn by_networks(passengers: &[f32], rng: &mut ChaCha8Rng) -> Result<Vec<f32>, Box<dyn Error>> {
    let changes: Vec<[f32; 1]> = passengers.windows(2).map(|pair| [(pair[1] / pair[0]).ln()]).collect();
    let scale = Standardizer::fit(&changes)?;
    let changes: Vec<[f32; 1]> = changes.iter().map(|change| scale.apply(change)).collect();
    let mut mean = vec![0.0; 12];
    for _ in 0..NETWORKS {
        let net = train(&changes, rng)?;
        let forecast = year_ahead(&net, &changes, passengers[passengers.len() - 1], &scale);
        mean.iter_mut().zip(forecast).for_each(|(mean, month)| *mean += month / NETWORKS as f32);
    }
    Ok(mean)
}

/// Trains a network on all windows of these changes, with noise in the inputs.
fn train(changes: &[[f32; 1]], rng: &mut ChaCha8Rng) -> Result<Passengers, Box<dyn Error>> {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for window in changes.windows(WINDOW + 1) {
        let target: Window = std::array::from_fn(|step| window[step + 1]);
        for _ in 0..COPIES {
            let noisy = |step: usize| [window[step][0] + NOISE * rng.sample::<f32, _>(StandardNormal)];
            inputs.push(std::array::from_fn::<_, WINDOW, _>(noisy));
            targets.push(target);
        }
    }
    let mut net = Passengers::init(rng);
    let epochs = EPOCHS / COPIES;
    Trainer::new(Mse, ClipNorm::new(1.0, AdamW::new(1e-2, 0.1)))
        .epochs(epochs)
        .batch_size(16)
        .schedule(Cosine::new(epochs))
        .fit(&mut net, &Samples::new(&inputs, &targets)?, rng)?;
    Ok(net)
}

/// Forecasts the twelve months after the known changes, which end at a month with so many passengers.
fn year_ahead(net: &Passengers, known: &[[f32; 1]], last: f32, scale: &Standardizer<1>) -> Vec<f32> {
    let mut state = State::<Passengers>::new();
    let mut change = [0.0];
    for known in known {
        change = net.step(known, &mut state);
    }
    let (mut passengers, mut year) = (last, Vec::new());
    for _ in 0..12 {
        passengers *= scale.invert(&change)[0].exp();
        year.push(passengers);
        change = net.step(&change, &mut state); // the forecast is taken for what happened
    }
    year
}

/// Of the months that are forecast, the first of those observed.
fn mean_absolute_error(forecast: &[f32], observed: &[f32]) -> f32 {
    forecast.iter().zip(observed).map(|(y, t)| (y - t).abs()).sum::<f32>() / forecast.len() as f32
}
