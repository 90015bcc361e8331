use staticnn::prelude::network;

network! { #[scalar(f16)] struct Net< 3 -> 1 >; }

fn main() {}
