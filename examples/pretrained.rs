//! A network whose weights are in the program: the compiler has read the file that PyTorch wrote, and checked it against the
//! declaration. Nothing is loaded when the program starts, and nothing that predicts needs `std` or an allocator.
//!
//! ```text
//! cargo run --release --example pretrained
//! ```

use staticnn::prelude::*;

network! {
    /// From the lengths and widths of an iris, in cm about their means, to a logit for each species.
    pub struct Species< 4 -> hidden: 16 tanh -> output: 3 > = "examples/data/species.safetensors";
}

network! {
    /// A weighing: grams from the volts of a sensor, by two numbers that were measured.
    pub struct Scale< 1 -> 1 >;
}

/// A network that is written out, as `net.to_rust()` prints one.
static SCALE: Scale = Scale::from_parameters(&[412.5, -17.0]);

const NAMES: [&str; 3] = ["setosa", "versicolor", "virginica"];
const MEANS: [f32; 4] = [5.8, 3.1, 3.8, 1.2];

/// Returns the most likely species of an iris, from its four measurements in cm.
fn species(measured: [f32; 4]) -> Class<3> {
    let mut x = measured;
    x.iter_mut().zip(MEANS).for_each(|(x, mean)| *x -= mean);
    Class::most_likely(&Species::PRETRAINED.predict(&x))
}

fn main() {
    println!("The network: 4 -> 16 tanh -> 3, {} bytes of the program.", size_of_val(Species::PRETRAINED));
    println!("{:>14}{:>14}{:>14}{:>14}   species", "sepal length", "sepal width", "petal length", "petal width");
    for measured in [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]] {
        let [a, b, c, d] = measured;
        println!("{a:>14}{b:>14}{c:>14}{d:>14}   {}", NAMES[species(measured).index()]);
    }
    println!("The weighing: at 0.5 V, {} g.", SCALE.predict(&[0.5])[0]);
    println!("The weighing as Rust code:");
    print!("{}", SCALE.to_rust());
}
