//! A neural network from its parts: a linear layer, activations, losses, a training, and relu units as folds.
//!
//! ```text
//! cargo run --release --example first_network
//! ```

use staticnn::activation::{Activation, Linear, Relu, Sigmoid};
use staticnn::prelude::*;

network! {
    /// One linear layer: linear regression.
    struct LinearLayer< 3 -> 1 >;
    /// Two linear layers, with eight hidden values.
    struct Composed< 3 -> 8 -> 1 >;
    /// Three linear layers in a row.
    struct Chain< 3 -> 8 -> 4 -> 1 >;
    /// The network to train: 32 hidden units.
    #[derive(Clone)]
    struct Regressor< 3 -> 32 relu -> 1 >;
    /// Four relu units.
    struct Folds< 1 -> 4 relu -> 1 >;
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let (x, y) = observe(100, &mut rng);

    println!("1. A linear layer: y = x W + b.");
    let linear = LinearLayer::new(&StandardNormal, &mut rng);
    let [w1, w2, w3] = [0, 1, 2].map(|input| linear.layer1.weight[input][0]);
    let by_hand = x[0][0] * w1 + x[0][1] * w2 + x[0][2] * w3 + linear.layer1.bias[0];
    println!("   W is 3 x 1, drawn: {w1:.4}, {w2:.4}, {w3:.4}; b is {:.4}.", linear.layer1.bias[0]);
    println!("   For the first of {} observations it says {:.4},", x.len(), linear.predict(&x[0])[0]);
    println!("   and x1 W1 + x2 W2 + x3 W3 + b, by hand, is {by_hand:.4}.");

    println!("2. Hidden layers: W1 is 3 x 8, W2 is 8 x 1. A network is a function of a function.");
    let composed = Composed::new(&StandardNormal, &mut rng);
    let hidden: Vec<f32> = (0..8).map(|unit| dot(&x[0], |input| composed.layer1.weight[input][unit])).collect();
    let output = dot(&hidden, |unit| composed.layer2.weight[unit][0]);
    println!("   It says {:.4}; step by step, through the 8 hidden values, {output:.4}.", composed.predict(&x[0])[0]);

    println!("3. Why that isn't enough: linear layers in a row are one linear layer.");
    let chain = Chain::new(&StandardNormal, &mut rng);
    let mut collapsed = LinearLayer::zeros();
    for input in 0..3 {
        // One row of W4 = W1 W2 W3.
        let second = |unit: usize| dot(&chain.layer1.weight[input], |hidden| chain.layer2.weight[hidden][unit]);
        collapsed.layer1.weight[input][0] = (0..4).map(|unit| second(unit) * chain.layer3.weight[unit][0]).sum();
    }
    let farthest = x.iter().map(|x| (chain.predict(x)[0] - collapsed.predict(x)[0]).abs()).fold(0.0, f32::max);
    println!(
        "   ((x W1) W2) W3 has {} parameters, x W4 with W4 = W1 W2 W3 has {}.",
        Chain::PARAMETERS,
        LinearLayer::PARAMETERS
    );
    println!("   Over all observations the largest difference between the two is {farthest:.1e}: rounding.");

    println!("4. Activations: what makes layers worth having.");
    let [low, middle, high] = [-4.0_f32, 0.0, 4.0].map(Sigmoid::value);
    println!("   sigmoid squeezes every number between 0 and 1, so that it can be read as a probability:");
    println!("   of -4, 0 and 4 it makes {low:.4}, {middle:.4} and {high:.4}.");
    println!("   relu cuts off what is below 0: relu([-2, 1, 5, -7]) = {:?}.", [-2, 1, 5, -7].map(relu));
    let (one, other) = ([1, 2, 3].map(relu), [1, -2, 3].map(relu));
    let sum = [0, 1, 2].map(|i| one[i] + other[i]);
    println!("   It isn't additive: relu([1, 2, 3]) + relu([1, -2, 3]) = {sum:?},");
    println!("   but relu of their sum, relu([2, 0, 6]), is {:?}.", [2, 0, 6].map(relu));

    println!("5. Losses: how wrong is a network that says y + 0.01 where y is right?");
    let mut unused = [0.0; 100];
    let (right, off) = ([0; 100].map(|_| 0.5_f64), [0; 100].map(|_| 0.51_f64));
    let mse = Loss::<[f64; 100], Linear>::sample(&Mse, &off, &right, &mut unused);
    let mae = Loss::<[f64; 100], Linear>::sample(&Mae, &off, &right, &mut unused);
    println!("   The mean squared error is {mse:.6}, the mean absolute error {mae:.4}.");

    println!("6. The data: {} observations of y = 0.2 x1 - 1.3 x2 - 0.5 x3 + noise of standard deviation 1.", x.len());
    let samples = Samples::new(&x, &y)?;
    let start = Regressor::new(&StandardNormal, &mut rng);
    println!(
        "   The network: 3 -> 32 relu -> 1, with {} parameters; weights drawn, biases zero.",
        Regressor::PARAMETERS
    );

    println!("7. The training: 200 epochs of gradient descent on all the data, learning rate 0.0001.");
    let mut net = start.clone();
    let mut gradient = Gradient::<Regressor>::new();
    let mut optimizer = Sgd::new(1e-4);
    let mut losses = Vec::new();
    for epoch in 1..=200 {
        // The four parts of a loop: forward pass, loss, backward pass ...
        let loss = net.gradient(&samples, &Mse, &mut gradient);
        // ... and the update of the parameters.
        optimizer.step(&mut net, &gradient);

        losses.push(loss);
        if epoch % 10 == 0 {
            println!("   epoch {epoch:3}: loss {loss:.4}");
        }
    }

    println!("8. The same, handed over: `Trainer` is this loop, for any loss and any optimizer.");
    let mut again = start.clone();
    let mut trainer = Trainer::new(Mse, Sgd::new(1e-4)).epochs(200).full_batch();
    let history = trainer.fit(&mut again, &samples, &mut rng)?;
    println!("   Trainer::new(Mse, Sgd::new(1e-4)) ends at {:.4}.", history.last().unwrap_or_default());

    println!("9. Is that good? The mean squared errors on 1000 new observations say it.");
    let mean = y.iter().map(|[y]| y).sum::<f32>() / y.len() as f32;
    let (x, y) = observe(1000, &mut rng);
    let unseen = Samples::new(&x, &y)?;
    let of_mean = y.iter().map(|[y]| (mean - y).powi(2)).sum::<f32>() / y.len() as f32;
    println!("   Always to predict the mean costs {of_mean:.4}; the noise, which nobody can predict, costs 1.");
    println!("   The network's error is {:.4}: its steps were too small.", net.loss(&unseen, &Mse));
    let mut better = start;
    let mut trainer = Trainer::new(Mse, WeightDecay::new(1.0, Adam::new(0.03))).epochs(200).full_batch();
    let history = trainer.fit(&mut better, &samples, &mut rng)?;
    println!(
        "   From the same weights, with Adam, which takes larger steps, and with weight decay, which keeps weights"
    );
    println!("   small so that the network doesn't learn the noise, it is {:.4}.", better.loss(&unseen, &Mse));

    let path = "target/plots/first_network.png";
    Chart::new("A first network")
        .curve("gradient descent, learning rate 0.0001", &History::from_iter(losses))
        .curve("Adam with weight decay", &history)
        .save(path)?;
    println!("   The losses of both, epoch by epoch:");
    println!("{path}");

    println!("10. Folds: a hidden unit with relu is flat up to a point, or from it on, and slopes on the other side.");
    let x: Vec<[f32; 1]> = (-60..=60).map(|i| [i as f32 / 20.0]).collect();
    let y: Vec<[f32; 1]> = x.iter().map(|[x]| [x.sin()]).collect();
    let samples = Samples::new(&x, &y)?;
    let mut rng = ChaCha8Rng::seed_from_u64(20);
    let mut net = Folds::init(&mut rng);
    Trainer::new(Mse, Adam::new(1e-2)).epochs(1000).fit(&mut net, &samples, &mut rng)?;
    let loss = net.loss(&samples, &Mse);
    println!("   1 -> 4 relu -> 1 learns the sine from -3 to 3, up to a mean squared error of {loss:.4}.");
    // A unit's kink is where its sum is 0. Between two inputs it would be drawn round.
    let kinks = [0, 1, 2, 3].map(|unit| -f64::from(net.layer1.bias[unit]) / f64::from(net.layer1.weight[0][unit]));
    let mut places: Vec<f64> = x.iter().map(|[x]| f64::from(*x)).collect();
    places.extend(kinks.iter().filter(|kink| kink.abs() < 3.0));
    places.sort_by(f64::total_cmp);
    let inputs = || places.iter().copied();
    let point = |value: f32, x: f64| (x, f64::from(value));
    let mut chart = Chart::new("A sum of four folds").axes("x", "y");
    for unit in 0..4 {
        let [weight, bias, outer] = [net.layer1.weight[0][unit], net.layer1.bias[unit], net.layer2.weight[unit][0]];
        let fold = |x: f64| point(outer * Relu::value(weight * x as f32 + bias), x);
        chart = chart.line(&format!("unit {}", unit + 1), inputs().map(fold));
    }
    let path = "target/plots/folds.png";
    chart
        .line("the network: their sum and its bias", inputs().map(|x| point(net.predict(&[x as f32])[0], x)))
        .line("the sine", inputs().map(|x| (x, x.sin())))
        .save(path)?;
    println!("   What each unit adds, and their sum:");
    println!("{path}");
    Ok(())
}

/// relu of an integer.
fn relu(z: i32) -> i32 {
    Relu::value(f64::from(z)) as i32
}

/// Returns the sum of values times weights.
fn dot(values: &[f32], weight: impl Fn(usize) -> f32) -> f32 {
    values.iter().enumerate().map(|(index, value)| value * weight(index)).sum()
}

/// Draws observations of the law: predictors drawn from a standard normal distribution, and their noisy responses.
fn observe(count: usize, rng: &mut ChaCha8Rng) -> (Vec<[f32; 3]>, Vec<[f32; 1]>) {
    let mut normal = || StandardNormal.sample(rng);
    let observation = |_| {
        let x: [f32; 3] = [normal(), normal(), normal()];
        let y = 0.2 * x[0] - 1.3 * x[1] - 0.5 * x[2] + normal();
        (x, [y])
    };
    (0..count).map(observation).unzip()
}
