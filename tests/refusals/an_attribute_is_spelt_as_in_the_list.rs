use staticnn::prelude::network;

network! { #[scaler(f64)] struct Net< 3 -> 1 >; }

fn main() {}
