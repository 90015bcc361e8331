use staticnn::prelude::network;

network! { #[scalar(f64)] #[scalar(f32)] struct Net< 3 -> 1 >; }

fn main() {}
