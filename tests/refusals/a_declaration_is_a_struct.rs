use staticnn::prelude::network;

network! { pub Net< 3 -> 1 >; }

fn main() {}
