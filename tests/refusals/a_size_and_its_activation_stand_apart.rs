use staticnn::prelude::network;

network! { struct Net< 3 -> 12relu -> 1 >; }

fn main() {}
