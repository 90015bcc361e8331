//! A network that Rust has trained, for PyTorch: its weights in a file that `load_state_dict` takes.
//!
//! ```text
//! cargo run --release --example to_pytorch
//! python examples/to_pytorch.py
//! ```

mod table;

use staticnn::prelude::*;

network! {
    /// From the lengths and widths of an iris, in cm about their means, to a logit for each species.
    struct Species< 4 -> 16 tanh -> layer_norm -> 3 >;
}

const FLOWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/iris.csv");
const COLUMNS: [&str; 5] = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm", "species"];
const MEANS: [f64; 4] = [5.8, 3.1, 3.8, 1.2];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut x = Vec::new();
    let mut labels = Vec::new();
    for [measured @ .., species] in table::read(FLOWERS, COLUMNS)? {
        let about_means: [f32; 4] = std::array::from_fn(|index| (measured[index] - MEANS[index]) as f32);
        x.push(about_means);
        labels.push(Class::<3>::new(species as usize)?);
    }
    let samples = Samples::new(&x, &labels)?;

    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let mut net = Species::init(&mut rng);
    let mut trainer = Trainer::new(CrossEntropy, Adam::new(1e-2)).epochs(100).batch_size(32);
    trainer.fit(&mut net, &samples, &mut rng)?;
    println!("The network: 4 -> 16 tanh -> layer_norm -> 3, with {} parameters.", Species::PARAMETERS);
    println!("The loss after 100 epochs: {:.4}", net.loss(&samples, &CrossEntropy));
    println!("Logits of the flowers 0, 50 and 100:");
    for index in [0, 50, 100] {
        let y = net.predict(&x[index]);
        println!("{:>10.5}{:>10.5}{:>10.5}", y[0], y[1], y[2]);
    }

    let path = "target/models/species.safetensors";
    net.save_pytorch(path)?;
    println!("The weights for PyTorch, which `python examples/to_pytorch.py` loads:");
    println!("{path}");
    Ok(())
}
