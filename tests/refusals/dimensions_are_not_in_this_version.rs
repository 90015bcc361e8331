use staticnn::prelude::network;

network! {
    struct Net< 1x28x28 -> 10 >;
    struct Apart< 28 x 28 -> 10 >;
}

fn main() {}
