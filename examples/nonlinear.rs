//! Nonlinear data: least squares and its residuals, and networks of several widths and depths.
//!
//! ```text
//! cargo run --release --example nonlinear
//! ```

mod least_squares;

use staticnn::prelude::*;

network! {
    struct Narrow< 2 -> 8 relu -> 1 >;
    struct Wide< 2 -> 64 relu -> 1 >;
    struct Deep< 2 -> 16 relu -> 16 relu -> 1 >;
    struct Smooth< 2 -> 32 tanh -> 32 tanh -> 1 >;
}

/// x1, x2 and y.
type Observation = [f64; 3];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let data = observe(1000, &mut rng)?;
    let (training, held_out) = data.split_at(800);
    println!("The law: y = 5 sin x1 + x2² + noise of standard deviation 1, with x1 and x2 between 0 and 5.");
    println!("The data: {} observations; {} to learn from, {} held out.", data.len(), training.len(), held_out.len());
    let path = "target/plots/nonlinear_data.png";
    let points = data.iter().map(|[x1, x2, y]| (*x1, *x2, *y));
    Chart::new("The data").axes("x1", "x2").colored("y", points).save(path)?;
    println!("The data, each observation in the colour of its y:");
    println!("{path}");

    let [constant, slope1, slope2] = least_squares::fit(training.iter().map(|[x1, x2, y]| ([1.0, *x1, *x2], *y)));
    let linear = |x1: f64, x2: f64| constant + slope1 * x1 + slope2 * x2;
    let baseline = mse(held_out, linear);
    let [term1, term2] =
        [slope1, slope2].map(|slope| format!("{} {:.2}", if slope < 0.0 { '-' } else { '+' }, slope.abs()));
    println!(
        "Least squares: y = {constant:.2} {term1} x1 {term2} x2; its mean squared error, held out, is {baseline:.2}."
    );
    println!("The noise alone would be 1. What is left over x1 isn't noise, it is a wave that no slope can follow:");
    let path = "target/plots/nonlinear_residuals.png";
    let residuals = held_out.iter().map(|[x1, x2, y]| (*x1, y - linear(*x1, *x2)));
    let wave = (0..=100).map(|i| f64::from(i) / 20.0).map(|x1| (x1, mean_residual(x1, [constant, slope1, slope2])));
    Chart::new("What least squares leaves over")
        .axes("x1", "y - prediction")
        .points("held-out observations", residuals)
        .line("what is left of the law itself", wave)
        .save(path)?;
    println!("{path}");

    println!("Networks, by Adam in batches of 32, 300 epochs, one training of each:");
    println!("{:<38}{:>12}{:>12}{:>12}", "", "parameters", "training", "held out");
    let mut best: Option<(f64, Predictor)> = None;
    for (shape, parameters, trained) in [
        ("2 -> 8 relu -> 1", Narrow::PARAMETERS, train::<Narrow>(training)?),
        ("2 -> 64 relu -> 1", Wide::PARAMETERS, train::<Wide>(training)?),
        ("2 -> 16 relu -> 16 relu -> 1", Deep::PARAMETERS, train::<Deep>(training)?),
        ("2 -> 32 tanh -> 32 tanh -> 1", Smooth::PARAMETERS, train::<Smooth>(training)?),
    ] {
        let [seen, unseen] = [training, held_out].map(|part| mse(part, &trained));
        println!("{shape:<38}{parameters:>12}{seen:>12.3}{unseen:>12.3}");
        if best.as_ref().is_none_or(|(least, _)| unseen < *least) {
            best = Some((unseen, trained));
        }
    }
    println!("{:<38}{:>12}{:>12.3}{baseline:>12.3}", "least squares", 3, mse(training, linear));
    let Some((least, network)) = best else { return Err("no network was trained".into()) };
    println!("The best, with {least:.3}, is close to the noise. Two slices through it, over the law:");

    let path = "target/plots/nonlinear_slices.png";
    let x = || (0..=200).map(|i| f64::from(i) / 40.0);
    Chart::new("Slices at x2 = 1 and x2 = 4")
        .axes("x1", "y")
        .line("the law, x2 = 1", x().map(|x1| (x1, law(x1, 1.0))))
        .line("the network, x2 = 1", x().map(|x1| (x1, network(x1, 1.0))))
        .line("the law, x2 = 4", x().map(|x1| (x1, law(x1, 4.0))))
        .line("the network, x2 = 4", x().map(|x1| (x1, network(x1, 4.0))))
        .save(path)?;
    println!("{path}");
    Ok(())
}

/// y without noise.
fn law(x1: f64, x2: f64) -> f64 {
    5.0 * x1.sin() + x2 * x2
}

fn observe(count: usize, rng: &mut ChaCha8Rng) -> Result<Vec<Observation>, Box<dyn std::error::Error>> {
    let uniform = Uniform::new(0.0, 5.0)?;
    let observation = |_| {
        let (x1, x2) = (uniform.sample(rng), uniform.sample(rng));
        let noise: f64 = StandardNormal.sample(rng);
        [x1, x2, law(x1, x2) + noise]
    };
    Ok((0..count).map(observation).collect())
}

/// Returns the law minus a plane at x1, averaged over x2 from 0 to 5: the mean of x2² is 25 / 3, that of x2 is 5 / 2.
fn mean_residual(x1: f64, [constant, slope1, slope2]: [f64; 3]) -> f64 {
    5.0 * x1.sin() + 25.0 / 3.0 - (constant + slope1 * x1 + slope2 * 2.5)
}

fn mse(data: &[Observation], predict: impl Fn(f64, f64) -> f64) -> f64 {
    data.iter().map(|[x1, x2, y]| (y - predict(*x1, *x2)).powi(2)).sum::<f64>() / data.len() as f64
}

/// A function of x1 and x2.
type Predictor = Box<dyn Fn(f64, f64) -> f64>;

/// Returns the input of a network: x1 and x2, centred around 0.
fn input(x1: f64, x2: f64) -> [f32; 2] {
    [x1, x2].map(|x| (x - 2.5) as f32)
}

/// Trains a network on targets scaled to about 1. Returns its prediction in the unit of the data.
fn train<N>(data: &[Observation]) -> Result<Predictor, Box<dyn std::error::Error>>
where
    N: Network<Scalar = f32, Input = [f32; 2], Output = [f32; 1]>,
{
    let x: Vec<_> = data.iter().map(|[x1, x2, _]| input(*x1, *x2)).collect();
    let y: Vec<_> = data.iter().map(|[.., y]| [(*y / 10.0) as f32]).collect();
    let samples = Samples::new(&x, &y)?;
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut net = N::init(&mut rng);
    Trainer::new(Mse, Adam::new(3e-3)).epochs(300).fit(&mut net, &samples, &mut rng)?;
    Ok(Box::new(move |x1, x2| f64::from(net.predict(&input(x1, x2))[0]) * 10.0))
}
