use staticnn::prelude::network;

network! { struct Net< 3 -> 12relu -> 8rellu -> 4x -> 1 >; }

fn main() {}
