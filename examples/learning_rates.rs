//! The effect of the learning rate: too low, too high, and far too high.
//!
//! ```text
//! cargo run --release --example learning_rates
//! ```

use staticnn::prelude::*;
use staticnn::trainer::Error;

network! {
    /// Twelve hidden units, for the linear law.
    struct Regressor< 3 -> 12 relu -> 1 >;
    /// Twelve hidden units, for the nonlinear law.
    struct Nonlinear< 2 -> 12 relu -> 1 >;
}

const EPOCHS: usize = 1000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let mut normal = || StandardNormal.sample(&mut rng);
    let linear = |_| {
        let x: [f32; 3] = [normal(), normal(), normal()];
        (x, [0.2 * x[0] - 1.3 * x[1] + 0.5 * x[2] + 0.1 * normal()])
    };
    let (x, y): (Vec<_>, Vec<_>) = (0..100).map(linear).unzip();
    println!(
        "{EPOCHS} epochs of gradient descent on all the data, from the same weights, at six rates, each ten times the last."
    );
    println!();
    let samples = Samples::new(&x, &y)?;
    println!("A linear law, y = 0.2 x1 - 1.3 x2 + 0.5 x3 with noise of 0.1, and the network 3 -> 12 relu -> 1:");
    compare::<Regressor>(&samples, "linear")?;

    let uniform = Uniform::new(0.0, 5.0)?;
    let bent = |_| {
        let (x1, x2): (f32, f32) = (uniform.sample(&mut rng), uniform.sample(&mut rng));
        let noise: f32 = StandardNormal.sample(&mut rng);
        ([x1, x2], [5.0 * x1.sin() + x2 * x2 + noise])
    };
    let (x, y): (Vec<_>, Vec<_>) = (0..800).map(bent).unzip();
    println!();
    let samples = Samples::new(&x, &y)?;
    println!("A bent one, y = 5 sin x1 + x2² with noise of 1, and the network 2 -> 12 relu -> 1:");
    compare::<Nonlinear>(&samples, "nonlinear")
}

/// Trains at every rate, prints how each training went, and draws the losses.
fn compare<N>(samples: &Samples<'_, N::Input, [f32; 1]>, name: &str) -> Result<(), Box<dyn std::error::Error>>
where
    N: Network<Scalar = f32, Output = [f32; 1]>,
{
    let start = f64::from(N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(7)).loss(samples, &Mse));
    let mut trainings = Vec::new();
    for rate in [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0] {
        let mut net = N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(7));
        let mut trainer = Trainer::new(Mse, Sgd::new(rate)).epochs(EPOCHS).full_batch();
        match trainer.fit(&mut net, samples, &mut ChaCha8Rng::seed_from_u64(0)) {
            Ok(history) => trainings.push((rate, None, history)),
            Err(Error::Diverged { epoch, history, .. }) => trainings.push((rate, Some(epoch), history)),
            Err(other) => return Err(other.into()),
        }
    }

    let best = trainings.iter().filter_map(|(.., history)| history.last()).fold(start, f64::min);
    let mut chart = Chart::new("Loss at six learning rates");
    for (rate, diverged_in, history) in &trainings {
        match diverged_in {
            None => println!("  {rate:<8}{}", sentence(start, best, history)),
            Some(epoch) => println!("  {rate:<8}{}", diverged(*epoch, history)),
        }
        // A loss that rises far would flatten all other curves, so its curve ends there.
        let shown: History = history.training().iter().copied().take_while(|loss| *loss < 100.0 * start).collect();
        let name = match diverged_in {
            Some(epoch) => format!("{rate}: diverges in epoch {epoch}"),
            None if shown.training().len() < EPOCHS => {
                format!("{rate}: above the picture from epoch {} on", shown.training().len() + 1)
            }
            None => format!("{rate}"),
        };
        chart = chart.curve(&name, &shown);
    }
    let path = format!("target/plots/learning_rates_{name}.png");
    chart.save(&path)?;
    println!("{path}");
    Ok(())
}

/// Describes a training that diverged.
fn diverged(epoch: usize, history: &History) -> String {
    let before = match history.last() {
        Some(loss) => format!("the end of the epoch before, whose loss was {loss:.2e}"),
        None => "its start".into(),
    };
    format!(
        "diverges in epoch {epoch}. Far too high: each step ends higher up on the other side. `fit` puts the network back to {before}: start again from new weights."
    )
}

/// Describes a training that didn't diverge; `best` is the lowest last loss of all trainings.
fn sentence(start: f64, best: f64, history: &History) -> String {
    let (losses, end) = (history.training(), history.last().unwrap_or(start));
    if end > start {
        return format!(
            "from {start:.2} up to {end:.2e}. Far too high: the first steps threw it where relu is flat, and it stays there."
        );
    }
    let highest = losses.iter().copied().fold(start, f64::max);
    if highest > 10.0 * start {
        return format!(
            "from {start:.2} up to {highest:.2e} and back to {end:.2}. Too high: the first steps threw it where relu is flat, and all that is left to learn is the mean of y."
        );
    }
    // The first epoch after which the loss has made nine tenths of its decrease.
    let epochs = losses.iter().position(|loss| start - loss >= 0.9 * (start - end)).unwrap_or(losses.len());
    let rises = losses.windows(2).filter(|pair| pair[1] > pair[0]).count();
    let course = if end > 0.5 * start {
        "Too low: it has hardly left its start"
    } else if end < 1.2 * best {
        "Well chosen: no other ends lower, or hardly"
    } else if rises > losses.len() / 10 {
        "High: it jumps to and fro on its way"
    } else {
        "Low: it is on its way, and still falling"
    };
    format!("from {start:.2} to {end:.3}, nine tenths of that after {epochs} epochs. {course}.")
}
