use staticnn::prelude::*;

network! { #[scalar(f64)] struct Exact< 3 -> 1 >; }

fn main() {
    let rate = 0.1_f32;
    Sgd::new(rate).step(&mut Exact::zeros(), &Gradient::new());
}
