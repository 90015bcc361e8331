//! A network that Python has trained, run in Rust: its weights from PyTorch's file, and its outputs beside PyTorch's.
//!
//! ```text
//! cargo run --release --example from_pytorch
//! ```
//!
//! `examples/from_pytorch.py` has trained it and written the two files.

use staticnn::dataset::csv::Csv;
use staticnn::prelude::*;

network! {
    /// From the lengths and widths of an iris, in cm about their means, to a logit for each species. The labels are the
    /// names of the modules in Python.
    struct Species< 4 -> hidden: 16 tanh -> output: 3 >;
}

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/species.safetensors");
const OUTPUTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/species_outputs.csv");
const MEASURED: [&str; 4] = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
const SPECIES: [&str; 3] = ["setosa", "versicolor", "virginica"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut net = Species::zeros();
    net.load_pytorch(WEIGHTS)?;
    println!("The network: 4 -> 16 tanh -> 3, with {} parameters by PyTorch.", Species::PARAMETERS);

    println!("Logits of 20 flowers, and their largest difference from PyTorch's:");
    println!("{:>12}{:>12}{:>12}{:>14}", SPECIES[0], SPECIES[1], SPECIES[2], "difference");
    let mut largest = 0.0;
    for (x, expected) in Csv::open(OUTPUTS)?.inputs(MEASURED).targets::<f32, _, 3>(SPECIES)?.iter() {
        let y = net.predict(x);
        let size = expected.iter().fold(1.0, |size: f32, value| size.max(value.abs()));
        let difference = y.iter().zip(expected).fold(0.0, |most: f32, (y, expected)| most.max((y - expected).abs()));
        println!("{:>12.5}{:>12.5}{:>12.5}{:>14.1e}", y[0], y[1], y[2], difference);
        // Written so that NaN fails, too.
        let relative = difference / size;
        if relative.is_nan() || relative > 1e-6 {
            return Err(format!("PyTorch's logits are {expected:?}").into());
        }
        largest = relative.max(largest);
    }
    println!("All agree to 1e-6 of their size; the largest difference is {largest:.1e}.");
    Ok(())
}
