//! Draws every activation and its derivative.
//!
//! ```text
//! cargo run --release --example activations
//! cargo run --release --example activations -- docs/images/activations svg
//! ```

use staticnn::activation::*;
use staticnn::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap_or_else(|| "target/plots/activations".into());
    let extension = arguments.next().unwrap_or_else(|| "png".into());
    println!("y = f(z) and the derivative f'(z), for z from -7 to 7:");
    for (name, values) in all() {
        let path = format!("{directory}/{}.{extension}", name.split('(').next().unwrap_or(name));
        let values = || values.iter().copied();
        Chart::new(name)
            .axes("z", "")
            .line("f(z)", values().map(|[z, y, _]| (z, y)))
            .line("f'(z)", values().map(|[z, _, slope]| (z, slope)))
            .size(420, 300)
            .save(&path)?;
        println!("{path}");
    }
    Ok(())
}

/// The name and the values of every activation.
fn all() -> Vec<(&'static str, Vec<[f64; 3]>)> {
    vec![
        ("linear", values::<Linear>()),
        ("relu", values::<Relu>()),
        ("leaky_relu(0.1)", values::<LeakyRelu<{ f64::to_bits(0.1) }>>()),
        // prelu starts with this slope and learns it.
        ("prelu", values::<LeakyRelu<{ f64::to_bits(0.25) }>>()),
        ("relu6", values::<Relu6>()),
        ("elu(1)", values::<Elu<{ f64::to_bits(1.0) }>>()),
        ("selu", values::<Selu>()),
        ("gelu", values::<Gelu>()),
        ("gelu_tanh", values::<GeluTanh>()),
        ("silu", values::<Silu>()),
        ("mish", values::<Mish>()),
        ("softplus", values::<Softplus>()),
        ("tanh", values::<Tanh>()),
        ("hard_tanh", values::<HardTanh>()),
        ("softsign", values::<Softsign>()),
        ("sigmoid", values::<Sigmoid>()),
        ("hard_sigmoid", values::<HardSigmoid>()),
        ("sin", values::<Sin>()),
    ]
}

/// Returns z, f(z) and f'(z) for z from -7 to 7.
fn values<A: Activation>() -> Vec<[f64; 3]> {
    let value = |step: i32| {
        let z = f64::from(step) / 20.0;
        let y = A::value(z);
        // The derivative is a function of y, or of z if y doesn't determine it.
        [z, y, A::derivative(if A::Derivative::OF_INPUT { z } else { y })]
    };
    (-140..=140).map(value).collect()
}
