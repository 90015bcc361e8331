use staticnn::prelude::*;

network! { struct Classifier< 2 -> 3 softmax >; }

fn main() {
    let label: Class<4> = Class::most_likely(&Classifier::zeros().predict(&[1.0, 2.0]));
    println!("{label:?}");
}
