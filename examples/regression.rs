//! A network learns a law from noisy observations, with a hand-written training loop: at a learning rate that is too low,
//! and at a good one.
//!
//! ```text
//! cargo run --release --example regression
//! ```

use staticnn::prelude::*;

network! {
    /// Three predictors, twelve hidden units, one response.
    #[derive(Clone)]
    struct Regressor< 3 -> 12 relu -> 1 >;
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(42);

    println!("The law: y = 0.2 x1 - 1.3 x2 + 0.5 x3, seen through noise of standard deviation 0.1.");
    let (x, y) = observe(100, &mut rng);
    let samples = Samples::new(&x, &y)?;
    println!("The data: {} observations of it.", samples.len());

    let start = Regressor::new(&StandardNormal, &mut rng);
    println!("The network: 3 -> 12 relu -> 1, with {} parameters; weights drawn, biases zero.", Regressor::PARAMETERS);
    let (slow, slow_losses) = train(&start, &samples, 1e-4);

    println!("The test: 20 new observations of the same law. The mean squared error of");
    let mean = y.iter().map(|[y]| y).sum::<f32>() / y.len() as f32;
    let (x, y) = observe(20, &mut rng);
    let unseen = Samples::new(&x, &y)?;
    println!("  always predicting the mean:  {:.4}", mse(&unseen, |_| mean));
    println!("  the law, without its noise:  {:.4}", mse(&unseen, law));
    println!("  the network:                 {:.4}", slow.loss(&unseen, &Mse));
    println!("A good number is below the first and close to the second. This one isn't: the steps were too small.");

    println!("Once more, from the same weights, with larger steps.");
    let (net, losses) = train(&start, &samples, 0.1);
    println!("  The network's error on the new observations is now {:.4}.", net.loss(&unseen, &Mse));

    let path = "target/plots/regression.png";
    Chart::new("Regression by gradient descent")
        .curve("learning rate 0.0001", &slow_losses)
        .curve("learning rate 0.1", &losses)
        .save(path)?;
    println!("The losses of both, epoch by epoch:");
    println!("{path}");
    Ok(())
}

/// Trains a copy of the network for 1000 epochs. Returns it with its losses.
fn train(start: &Regressor, samples: &Samples<[f32; 3], [f32; 1]>, rate: f32) -> (Regressor, History) {
    println!("The training: 1000 epochs of gradient descent on all the data, learning rate {rate}.");
    let mut net = start.clone();
    let mut gradient = Gradient::<Regressor>::new();
    let mut optimizer = Sgd::new(rate);
    let mut losses = Vec::new();
    for epoch in 1..=1000 {
        // 1. Forward pass: the network predicts a response for every observation.
        // 2. Loss: the mean of the squared errors measures how wrong the predictions are.
        // 3. Backward pass: the chain rule gives the derivative of the loss by each parameter.
        let loss = net.gradient(samples, &Mse, &mut gradient);
        // 4. Update: each parameter moves a little against its derivative.
        optimizer.step(&mut net, &gradient);

        losses.push(loss);
        if epoch % 100 == 0 {
            println!("  epoch {epoch:4}: loss {loss:.4}");
        }
    }
    (net, History::from_iter(losses))
}

/// Returns y without noise.
fn law(x: &[f32; 3]) -> f32 {
    0.2 * x[0] - 1.3 * x[1] + 0.5 * x[2]
}

/// Draws observations of the law: predictors drawn from a standard normal distribution, and their noisy responses.
fn observe(count: usize, rng: &mut ChaCha8Rng) -> (Vec<[f32; 3]>, Vec<[f32; 1]>) {
    let mut normal = || StandardNormal.sample(rng);
    let observation = |_| {
        let x: [f32; 3] = [normal(), normal(), normal()];
        let y = law(&x) + 0.1 * normal();
        (x, [y])
    };
    (0..count).map(observation).unzip()
}

/// Returns the mean squared error of predictions.
fn mse(samples: &Samples<[f32; 3], [f32; 1]>, predict: impl Fn(&[f32; 3]) -> f32) -> f32 {
    let errors = samples.inputs().iter().zip(samples.targets()).map(|(x, [y])| (predict(x) - y).powi(2));
    errors.sum::<f32>() / samples.len() as f32
}
