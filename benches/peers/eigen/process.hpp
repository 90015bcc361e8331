// The protocol of work/src/process.rs, the formulas of work/src/data.rs and the clock of work/src/clock.rs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

constexpr uint32_t INPUTS = 1u << 29, TARGETS = 1u << 30;
constexpr int CHECKED_STEPS = 5;

inline float number(uint32_t index) {
    uint32_t bits = index * 2654435761u;
    bits = (bits ^ (bits >> 15)) * 2246822519u;
    bits = (bits ^ (bits >> 13)) * 3266489917u;
    bits ^= bits >> 16;
    return float(bits >> 8) / float(1u << 23) - 1.0f;
}

struct Row {
    std::string name, sizes, activation, samples, task, loss, optimizer;
    float check_rate, rate;

    static Row parse(const std::string &line) {
        std::istringstream fields(line);
        Row row;
        std::string check_rate, rate;
        for (std::string *field : {&row.name, &row.sizes, &row.activation, &row.samples, &row.task, &row.loss,
                                   &row.optimizer, &check_rate, &rate})
            std::getline(fields, *field, '\t');
        row.check_rate = std::stof(check_rate);
        row.rate = std::stof(rate);
        return row;
    }
};

// The compiler must assume that the memory behind the pointer is read and written here.
inline void touch(void *memory) { asm volatile("" : : "r"(memory) : "memory"); }

inline double now() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

template <class Call> double median_microseconds(double seconds, Call call) {
    double start = now();
    int calls = 0;
    while (now() - start < seconds * 0.1) call(), ++calls;
    double each = (now() - start) / calls;
    long inner = std::max(1L, long(500e-6 / each));
    long samples = std::clamp(long(seconds / (each * double(inner))), 3L, 2000L);
    std::vector<double> times;
    for (long sample = 0; sample < samples; ++sample) {
        start = now();
        for (long call_ = 0; call_ < inner; ++call_) call();
        times.push_back((now() - start) / double(inner));
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2] * 1e6;
}

inline void say(const Row &row, double microseconds, const std::vector<double> &values) {
    std::printf("row\t%s\t%.9g\tNaN\t", row.name.c_str(), microseconds);
    for (size_t i = 0; i < values.size(); ++i) std::printf(i == 0 ? "%.9g" : " %.9g", values[i]);
    std::printf("\n");
    std::fflush(stdout);
}
