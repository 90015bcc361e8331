use staticnn::prelude::network;

network! { struct Net< 3 -> 12 Swish(2) -> 1 >; }

fn main() {}
