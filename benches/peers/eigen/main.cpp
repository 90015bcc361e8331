// The rows by hand with Eigen's matrices, whose sizes are known when the program is compiled.
#include <memory>

#include "network.hpp"
#include "stream.hpp"

// Samples x features of values that the formula gives from `first` on.
template <class M> void fill(M &matrix, uint32_t first) {
    for (int sample = 0; sample < matrix.rows(); ++sample)
        for (int column = 0; column < matrix.cols(); ++column)
            matrix(sample, column) = number(first + uint32_t(sample * matrix.cols() + column));
}

Activation activation_of(const Row &row) { return row.activation == "tanh" ? TANH : RELU; }

template <class P, int B, int I, int... S> struct Case {
    static constexpr int O = (S, ...);
    using Net = Network<P, B, I, S...>;
    Values<B, I> x;
    Values<B, O> targets;
    std::vector<int> classes;
    Net net;

    Case() {
        fill(x, INPUTS);
        fill(targets, TARGETS);
        for (int sample = 0; sample < B; ++sample) classes.push_back(sample * 7 % O);
        restart();
    }

    void restart() {
        uint32_t index = 0;
        net = Net();
        net.start(index);
    }

    float step(Step &how, bool mse) {
        net.forward(x, how.activation);
        float loss = mse ? squared_error(net.last(), targets) : cross_entropy(net.last(), classes);
        net.backward(x, how.activation);
        how.next();
        net.update(how);
        return loss;
    }

    static void steps(const Row &row, double seconds) {
        auto self = std::make_unique<Case>();
        bool mse = row.loss == "mse";
        std::vector<double> losses;
        Step how{activation_of(row), row.optimizer == "adam", row.check_rate};
        for (int step = 0; step < CHECKED_STEPS; ++step) losses.push_back(self->step(how, mse));
        self->restart();
        how = Step{activation_of(row), row.optimizer == "adam", row.rate};
        say(row, median_microseconds(seconds, [&] {
                touch(&self->x);
                float loss = self->step(how, mse);
                touch(&loss);
            }), losses);
    }

    static void predictions(const Row &row, double seconds) {
        auto self = std::make_unique<Case>();
        Activation activation = activation_of(row);
        auto predict = [&] {
            touch(&self->x);
            self->net.forward(self->x, activation);
            touch(&self->net.last().y);
        };
        predict();
        std::vector<double> outputs;
        for (int sample = 0; sample < B; ++sample)
            for (int output = 0; output < O; ++output) outputs.push_back(self->net.last().y(sample, output));
        say(row, median_microseconds(seconds, predict), outputs);
    }
};

using Coefficients = Product<true, true>;
using Fused = Product<true, false>;
using Kernels = Product<false, false>;

void answer(const Row &row, double seconds) {
    std::string key = row.task + " " + row.sizes + " " + row.samples;
    if (key == "step 3-12-1 100")
        Case<Coefficients, 100, 3, 12, 1>::steps(row, seconds);
    else if (key == "step 3-32-1 100")
        Case<Fused, 100, 3, 32, 1>::steps(row, seconds);
    else if (key == "step 8-64-64-2 256")
        Case<Kernels, 256, 8, 64, 64, 2>::steps(row, seconds);
    else if (key == "step 64-64-32-10 64")
        Case<Kernels, 64, 64, 64, 32, 10>::steps(row, seconds);
    else if (key == "step 784-128-10 128")
        Case<Kernels, 128, 784, 128, 10>::steps(row, seconds);
    else if (key == "step 256-256-256-256 256")
        Case<Kernels, 256, 256, 256, 256, 256>::steps(row, seconds);
    else if (key == "one 3-12-1 1")
        Case<Kernels, 1, 3, 12, 1>::predictions(row, seconds);
    else if (key == "one 8-64-64-2 1")
        Case<Kernels, 1, 8, 64, 64, 2>::predictions(row, seconds);
    else if (key == "one 784-128-10 1")
        Case<Kernels, 1, 784, 128, 10>::predictions(row, seconds);
    else if (key == "batch 784-128-10 1024")
        Case<Kernels, 1024, 784, 128, 10>::predictions(row, seconds);
    else if (key == "stream gru 8-16-1 4")
        Stream<Gru, 8, 16>::measure(row, seconds);
    else if (key == "stream lstm 1-20-1 4")
        Stream<Lstm, 1, 20>::measure(row, seconds);
    else if (key == "stream gru 64-128-1 4")
        Stream<Gru, 64, 128>::measure(row, seconds);
    else
        std::printf("without\t%s\n", row.name.c_str()), std::fflush(stdout);
}

int main(int count, char **arguments) {
    double seconds = count > 1 ? std::stod(arguments[1]) : 0.1;
    std::printf("version\t%d.%d.%d, %s\n", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION,
                Eigen::SimdInstructionSetsInUse());
    for (std::string line; std::getline(std::cin, line);) answer(Row::parse(line), seconds);
}
