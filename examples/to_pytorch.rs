//! A network that Rust has trained, for PyTorch: its weights in a file that `load_state_dict` takes.
//!
//! ```text
//! cargo run --release --example to_pytorch
//! python examples/to_pytorch.py
//! ```

use std::array;

use staticnn::dataset::csv::Csv;
use staticnn::prelude::*;

network! {
    /// From the lengths and widths of an iris, in cm about their means, to a logit for each species.
    struct Species< 4 -> 16 tanh -> layer_norm -> 3 >;
}

const FLOWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/iris.csv");
const COLUMNS: [&str; 4] = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"];
const MEANS: [f64; 4] = [5.8, 3.1, 3.8, 1.2];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let measured = Csv::open(FLOWERS)?.inputs(COLUMNS).label_number::<f64, 3>("species")?;
    let flowers = measured.map_inputs(|cm| array::from_fn(|index| (cm[index] - MEANS[index]) as f32));

    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let mut net = Species::init(&mut rng);
    let mut trainer = Trainer::new(CrossEntropy, Adam::new(1e-2)).epochs(100).batch_size(32);
    trainer.fit(&mut net, &flowers, &mut rng)?;
    println!("The network: 4 -> 16 tanh -> layer_norm -> 3, with {} parameters.", Species::PARAMETERS);
    println!("The loss after 100 epochs: {:.4}", net.loss(&flowers, &CrossEntropy));
    println!("Logits of the flowers 0, 50 and 100:");
    for index in [0, 50, 100] {
        let y = net.predict(&flowers.inputs()[index]);
        println!("{:>10.5}{:>10.5}{:>10.5}", y[0], y[1], y[2]);
    }

    let path = "target/models/species.safetensors";
    net.save_pytorch(path)?;
    println!("The weights for PyTorch, which `python examples/to_pytorch.py` loads:");
    println!("{path}");
    Ok(())
}
