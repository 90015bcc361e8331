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
//! of three years of 1949 to 1958 train it, with the error of every step in the loss, so that one window teaches 36 forecasts. There
//! are only 83 such windows, which it would learn by heart: each is shown with noise of its own in the inputs, and the weights decay.
//!
//! To forecast, the network runs through the known months as a stream (`step`), then is fed its own forecasts: twelve steps are the
//! next year. 1959 is forecast from December 1958, and 1960 from December 1959, by five networks that differ in their starts; the
//! forecast is their mean. The sizes and rates were chosen on 1957 and 1958, with networks trained on the years before.
//!
//! It prints the mean absolute error in thousands of passengers beside two forecasts without a network. The seasonal naive one
//! repeats the year before and misses by 48 on average; the other multiplies it by the last year's growth and misses by 24. A forecast
//! that isn't better than these is worth nothing. The networks' misses by 20. The data end there: on 24 months the lead over
//! the second is no proof. The example takes a second, and draws what was observed and what was
//! forecast.

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
const HELD_OUT: usize = 24;
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
    let known = passengers.len() - HELD_OUT;
    println!(
        "The data: passengers of airlines in {} months, in thousands; the last {HELD_OUT} are held out.",
        months.len()
    );
    println!("The network, {NETWORKS} times, by AdamW:");
    print!("{}", Passengers::summary());

    let changes: Vec<[f32; 1]> = passengers.windows(2).map(|pair| [(pair[1] / pair[0]).ln()]).collect();
    let scale = Standardizer::fit(&changes[..known - 1])?; // from the months to train on alone
    let changes: Vec<[f32; 1]> = changes.iter().map(|change| scale.apply(change)).collect();
    let mut forecasts = Vec::new();
    for number in 1..=NETWORKS {
        let net = train(&changes[..known - 1], &mut rng)?;
        let mut forecast = Vec::new();
        for year in [known, known + 12] {
            forecast.extend(year_ahead(&net, &changes[..year - 1], passengers[year - 1], &scale));
        }
        println!("Network {number}: the error is {:.1}.", mean_absolute_error(&forecast, &passengers[known..]));
        forecasts.push(forecast);
    }
    let mean = |month: usize| forecasts.iter().map(|forecast| forecast[month]).sum::<f32>() / NETWORKS as f32;
    let forecast: Vec<f32> = (0..HELD_OUT).map(mean).collect();
    let naive = &passengers[known - 12..passengers.len() - 12];
    let growth = |month: usize| {
        let year = known + month / 12 * 12;
        let [last, before] = [year - 12, year - 24].map(|start| passengers[start..start + 12].iter().sum::<f32>());
        naive[month] * last / before
    };
    let grown: Vec<f32> = (0..HELD_OUT).map(growth).collect();

    println!(
        "The mean absolute error of forecasts up to a year ahead, in thousands, and beside the seasonal naive one:"
    );
    let by_naive = mean_absolute_error(naive, &passengers[known..]);
    for (name, forecast) in [
        ("the year before", naive),
        ("the year before, times the growth", &grown),
        ("the mean of the networks", &forecast),
    ] {
        let error = mean_absolute_error(forecast, &passengers[known..]);
        println!("{name:>36}{error:>8.1}{:>8.2}", error / by_naive);
    }

    let path = "target/plots/forecast.png";
    let years = |start: usize, values: &[f32]| {
        let date = move |month: usize| 1949.0 + (start + month) as f64 / 12.0;
        values.iter().enumerate().map(|(month, value)| (date(month), f64::from(*value))).collect::<Vec<_>>()
    };
    let from = known - 36;
    Chart::new("Passengers of airlines, forecast a year ahead")
        .axes("year", "thousands of passengers a month")
        .line("observed", years(from, &passengers[from..]))
        .line("the year before", years(known, naive))
        .line("networks", years(known, &forecast))
        .mark("from here on held out", 1958.96)
        .save(path)?;
    println!("{path}");
    Ok(())
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

fn mean_absolute_error(forecast: &[f32], observed: &[f32]) -> f32 {
    forecast.iter().zip(observed).map(|(y, t)| (y - t).abs()).sum::<f32>() / observed.len() as f32
}
