//! A network learns a law from noisy observations, with a hand-written training loop.
//!
//! ```text
//! cargo run --release --example regression
//! ```

use staticnn::prelude::*;

network! {
    /// Three predictors, twelve hidden units, one response.
    struct Regressor< 3 -> 12 relu -> 1 >;
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(42);

    println!("The law: y = 0.2 x1 - 1.3 x2 + 0.5 x3, seen through noise of standard deviation 0.1.");
    let (x, y) = observe(100, &mut rng);
    let samples = Samples::new(&x, &y)?;
    println!("The data: {} observations of it.", samples.len());

    let mut net = Regressor::new(&StandardNormal, &mut rng);
    println!("The network: 3 -> 12 relu -> 1, with {} parameters; weights drawn, biases zero.", Regressor::PARAMETERS);

    println!("The training: 1000 epochs of gradient descent on all the data, learning rate 0.0001.");
    let mut gradient = Gradient::<Regressor>::new();
    let mut optimizer = Sgd::new(1e-4);
    let mut losses = Vec::new();
    for epoch in 1..=1000 {
        // 1. Forward pass: the network predicts a response for every observation.
        // 2. Loss: the mean of the squared errors measures how wrong the predictions are.
        // 3. Backward pass: the chain rule gives the derivative of the loss by each parameter.
        let loss = net.gradient(&samples, &Mse, &mut gradient);
        // 4. Update: each parameter moves a little against its derivative.
        optimizer.step(&mut net, &gradient);

        losses.push(loss);
        if epoch % 100 == 0 {
            println!("  epoch {epoch:4}: loss {loss:.4}");
        }
    }

    let (x, y) = observe(20, &mut rng);
    let unseen = Samples::new(&x, &y)?;
    let loss = net.loss(&unseen, &Mse);
    println!("The test: on {} new observations of the same law the mean squared error is {loss:.4}.", x.len());

    let path = "target/plots/regression.png";
    Chart::new("Regression by gradient descent").curve("", &History::from_iter(losses)).save(path)?;
    println!("The loss, epoch by epoch:");
    println!("{path}");
    Ok(())
}

/// Draws observations of the law: predictors drawn from a standard normal distribution, and their noisy responses.
fn observe(count: usize, rng: &mut ChaCha8Rng) -> (Vec<[f32; 3]>, Vec<[f32; 1]>) {
    let mut normal = || StandardNormal.sample(rng);
    let observation = |_| {
        let x: [f32; 3] = [normal(), normal(), normal()];
        let y = 0.2 * x[0] - 1.3 * x[1] + 0.5 * x[2] + 0.1 * normal();
        (x, [y])
    };
    (0..count).map(observation).unzip()
}
