use staticnn::prelude::network;

network! { struct Net< 3 -> 12 Power<3> -> 1 >; }

fn main() {}
