use staticnn::prelude::network;

network! { #[staticnn(path = renamed)] struct Net< 3 -> 1 >; }

fn main() {}
